import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DocumentLink, Location, Position } from 'vscode-languageserver'
import { valueRole } from '../analysis/language/roles.ts'
import { entriesOf } from '../analysis/outline/entries.ts'
import { isWithin } from '../audit/within.ts'
import type { Range } from '../evaluator/text.ts'
import type { OpenDocument } from './documents.ts'
import { languageOf } from './language.ts'
import { toLspRange } from './positions.ts'
import { startFolder } from './startFolder.ts'

/** Where links may lead. */
export interface LinkContext {
  readonly folders: readonly string[]
  /** In a folder that is not trusted no link leads out of it. */
  readonly trusted: boolean
}

/** The files that a document names: policies under test, and those that a policy is extended by. Null: not ours. */
export function provideDocumentLinks(document: OpenDocument, context: LinkContext): DocumentLink[] | null {
  const named = namedIn(document, context)
  return named?.map(({ range, target }) => ({ range: toLspRange(document.text, range), target: uriOf(target) })) ?? null
}

/** The beginning of the file that is named at a position; null where none is, or it is not there. */
export function provideNamedFile(document: OpenDocument, position: Position, context: LinkContext): Location[] | null {
  const offset = document.text.offsetAt(position)
  const named = namedIn(document, context)?.find(({ range }) => range.start <= offset && offset <= range.end)
  if (named === undefined || !existsSync(named.target)) return null
  const start = { line: 0, character: 0 }
  return [{ uri: uriOf(named.target), range: { start, end: start } }]
}

interface NamedFile {
  readonly range: Range
  readonly target: string
}

function uriOf(path: string): string {
  return pathToFileURL(path).href
}

function namedIn(document: OpenDocument, { folders, trusted }: LinkContext): readonly NamedFile[] | null {
  const language = languageOf(document)
  if (language === null) return null
  const start = startFolder(document.path, folders)
  // CapFence looks paths up in its working directory.
  const base = language === 'capfence' ? start : dirname(document.path)
  const found: NamedFile[] = []
  for (const { role, path, range, text } of entriesOf(document.text.getText())) {
    if (role !== 'value' || text === '' || valueRole(language, path) !== 'path') continue
    const target = resolve(base, text)
    if (!trusted && !isWithin(target, start)) continue
    found.push({ range, target })
  }
  return found
}
