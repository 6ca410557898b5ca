import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DocumentLink } from 'vscode-languageserver'
import { valueRole } from '../analysis/language/roles.ts'
import { entriesOf } from '../analysis/outline/entries.ts'
import type { OpenDocument } from './documents.ts'
import { languageOf } from './language.ts'
import { toLspRange } from './positions.ts'
import { isInside, startFolder } from './startFolder.ts'

/** Where links may lead. */
export interface LinkContext {
  readonly folders: readonly string[]
  /** In a folder that is not trusted no link leads out of it. */
  readonly trusted: boolean
}

/** The files that a document names: policies under test, and those that a policy is extended by. Null: not ours. */
export function provideDocumentLinks(document: OpenDocument, { folders, trusted }: LinkContext): DocumentLink[] | null {
  const language = languageOf(document)
  if (language === null) return null
  const start = startFolder(document.path, folders)
  // CapFence looks paths up in its working directory.
  const base = language === 'capfence' ? start : dirname(document.path)
  const links: DocumentLink[] = []
  for (const { role, path, range, text } of entriesOf(document.text.getText())) {
    if (role !== 'value' || text === '' || valueRole(language, path) !== 'path') continue
    const target = resolve(base, text)
    if (!trusted && !isInside(target, start)) continue
    links.push({ range: toLspRange(document.text, range), target: pathToFileURL(target).href })
  }
  return links
}
