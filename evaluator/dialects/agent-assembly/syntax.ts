import type { Range } from '../../text.ts'
import type { Node } from '../../yaml/node.ts'
import type { YamlProblem } from '../../yaml/problem.ts'
import type { YamlDocument } from '../../yaml/read.ts'

/** The first document as libyaml sees it, and what stops it: bad syntax, or a second document behind it. */
export interface Syntax {
  readonly root: Node | null
  readonly stops: YamlProblem | undefined
  readonly second: YamlProblem | undefined
}

/**
 * Where libyaml differs from the reader: what follows a finished root is another document to it, whatever it is; and it
 * refuses directives that it does not know.
 */
export function syntaxOf(text: string, yaml: YamlDocument): Syntax {
  const directive = badDirective(text)
  if (directive !== null) return { root: null, stops: directive, second: undefined }
  const marked = afterByteOrderMark(text, yaml.root)
  const stops = yaml.problems.find(({ kind }) => kind === 'syntax' || kind === 'alias')
  const second = marked.second ?? yaml.problems.find(({ kind }) => kind === 'second-document')
  if (stops === undefined) return { root: marked.root, stops, second }
  if (second !== undefined && second.range.start <= stops.range.start)
    return { root: marked.root, stops: undefined, second }
  if (!standsBehind(text, marked.root, stops.range)) return { root: marked.root, stops, second: undefined }
  const message = 'The document has ended before this; the gateway takes the rest for a second one.'
  return { root: marked.root, stops: undefined, second: { kind: 'second-document', range: stops.range, message } }
}

/** A line `%NAME` before the document whose name is not `YAML` (1.1 or 1.2) or `TAG`. */
function badDirective(text: string): YamlProblem | null {
  const directives = /^(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n)*/.exec(text.startsWith('\uFEFF%') ? '' : text)?.[0] ?? ''
  if (text.startsWith('\uFEFF%')) return problem({ start: 1, end: 2 }, 'A directive cannot follow a byte order mark.')
  for (const { index, 0: line } of directives.matchAll(/^%.*$/gm)) {
    if (/^%(?:YAML[ \t]+1\.[12][ \t]*(?:#.*)?|TAG[ \t].*)\r?$/.test(line)) continue
    return problem({ start: index, end: index + line.length }, `The directive ${line} is not known here; remove it.`)
  }
  return null
}

function problem(range: Range, message: string): YamlProblem {
  return { kind: 'syntax', range, message }
}

/** Whether a place lies behind a finished root: a flow collection or a quoted scalar, or left of a block collection. */
function standsBehind(text: string, root: Node | null, { start }: Range): boolean {
  if (root === null || start < root.range.end) return false
  const block = root.kind !== 'scalar' && !root.flow
  return block ? columnOf(text, start) < columnOf(text, root.range.start) : true
}

function columnOf(text: string, offset: number): number {
  return offset - 1 - text.lastIndexOf('\n', offset - 1)
}

/**
 * A byte order mark takes the first column: a block map right behind it has its first key in the second column, so the
 * next key, in the first, begins another document.
 */
function afterByteOrderMark(text: string, root: Node | null): { root: Node | null; second?: YamlProblem } {
  if (!text.startsWith('\uFEFF') || root?.kind !== 'map' || root.flow || root.range.start > 1) return { root }
  const [first, next] = root.entries
  if (first === undefined || next === undefined) return { root }
  const message =
    'The gateway reads a second document from here on: the byte order mark at the start of the file moves the first key by one column. Save the file without it.'
  return { root: { ...root, entries: [first] }, second: { kind: 'second-document', range: next.key.range, message } }
}
