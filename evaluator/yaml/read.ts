import { Composer, type Document, type Node as LibraryNode } from 'yaml'
import type { Range } from '../text.ts'
import { collectComments, type YamlComment } from './comments.ts'
import { convert } from './convert.ts'
import type { YamlFlavour } from './flavour.ts'
import type { Node } from './node.ts'
import { readPlainYaml } from './plain.ts'
import type { YamlProblem } from './problem.ts'
import { syntaxWords } from './syntax-words.ts'
import { tokensOf, withoutDepth } from './tokens.ts'

/** A document as one engine reads it. The root is partial where the text is broken, null where nothing stands. */
export interface YamlDocument {
  readonly root: Node | null
  readonly problems: readonly YamlProblem[]
  readonly comments: readonly YamlComment[]
}

const options = {
  schema: 'failsafe',
  version: '1.2',
  strict: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

/** Reads `text` as the engine behind `flavour` would; never throws, whatever stands there. */
export function readYaml(text: string, flavour: YamlFlavour): YamlDocument {
  return readPlainYaml(text, flavour) ?? readAnyYaml(text, flavour)
}

/** The same without the short way for plain documents: what that is held against. */
export function readAnyYaml(text: string, flavour: YamlFlavour): YamlDocument {
  return readTokens(flavour.prepare?.(text) ?? text, flavour, null)
}

/** `tooDeep` is what was already left out of the text for being nested too deeply. */
function readTokens(text: string, flavour: YamlFlavour, tooDeep: YamlProblem | null): YamlDocument {
  const comments: YamlComment[] = []
  try {
    const found = tokensOf(text)
    if ('tooDeep' in found) return withoutTooDeep(text, flavour, found.tooDeep, tooDeep)
    const { tokens } = found
    for (const token of tokens) collectComments(token, comments)
    const documents = [...new Composer(options).compose(tokens, true, text.length)] as Document.Parsed[]
    const problems = documents.flatMap((document) => document.errors.map(problemOf))
    const second = documents[1]
    if (second) problems.push(secondDocument(second, text.length))
    const contents = (documents[0]?.contents ?? null) as LibraryNode | null
    const root = contents ? convert(text, contents, flavour, problems) : null
    const control = flavour.refusesControls ? text.search(controls) : -1
    if (control >= 0) problems.push(controlHere(text, control))
    problems.sort((a, b) => a.range.start - b.range.start)
    if (tooDeep === null) return { root, problems, comments }
    return { root, problems: [...problems.filter(({ range }) => range.end <= tooDeep.range.start), tooDeep], comments }
  } catch (error) {
    const message = `This document cannot be read: ${inWords(error instanceof Error ? error.message : String(error))}`
    return { root: null, problems: [{ kind: 'syntax', range: { start: 0, end: 0 }, message }], comments }
  }
}

/** What stands around the first value that is too deep can be read; where there is another one, nothing is. */
function withoutTooDeep(text: string, flavour: YamlFlavour, range: Range, before: YamlProblem | null): YamlDocument {
  if (before !== null) return { root: null, problems: [before], comments: [] }
  const problem = { kind: 'syntax', range: { start: range.start, end: range.start + 1 }, message: tooDeepHere } as const
  return readTokens(withoutDepth(text, range), flavour, problem)
}

function problemOf(error: { pos: [number, number]; message: string }): YamlProblem {
  const [start, end] = error.pos
  return { kind: 'syntax', range: { start, end: Math.max(end, start) }, message: inWords(error.message) }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f]/

function controlHere(text: string, start: number): YamlProblem {
  const code = text.charCodeAt(start).toString(16).toUpperCase().padStart(4, '0')
  const message = `The character U+${code} may not stand in YAML; remove or escape it.`
  return { kind: 'syntax', range: { start, end: start + 1 }, message }
}

const tooDeepHere = 'Lists and maps stand in each other too deeply here; take some of them out of the others.'

/** What a library says when it runs out of room is about itself; a person can do something about the text. */
function inWords(message: string): string {
  return /call stack|resource/i.test(message) ? tooDeepHere : syntaxWords(message)
}

function secondDocument(document: Document.Parsed, end: number): YamlProblem {
  const start = Math.min(document.range[0], end)
  const message = 'A second document begins here; a policy is one document. Remove it, or move it to a file of its own.'
  return { kind: 'second-document', range: { start, end: Math.min(start + 3, end) }, message }
}
