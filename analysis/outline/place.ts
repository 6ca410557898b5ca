import type { Range } from '../../evaluator/text.ts'
import { type Climb, climb } from './climb.ts'
import { type FlowPlace, scanFlow } from './flow.ts'
import {
  isBlank,
  isBlockHeader,
  lineEndOf,
  lineStartOf,
  type Opener,
  openersOf,
  scalarRange,
  unquoted,
} from './openers.ts'
import type { Step } from './step.ts'

/** Where a cursor stands in a policy, told from the lines alone, so that half-typed YAML is no hindrance. */
export interface Place {
  /** To the map whose key is typed, or to the value itself. */
  readonly path: readonly Step[]
  /** `item`: behind a dash, where a value or the first key of a map may follow. */
  readonly role: 'key' | 'value' | 'item'
  /** The whole word at the cursor, quotes included; empty where none stands. */
  readonly range: Range
  /** Its content. */
  readonly word: string
  readonly quote: '' | '"' | "'"
  readonly style: 'block' | 'flow'
  /** Whether the document is JSON, where every key and text needs quotes. */
  readonly json: boolean
  /** What stands in the map whose key is typed, by key. */
  readonly siblings: ReadonlyMap<string, string>
  /** For a key: a colon stands behind it already. */
  readonly colon: boolean
  /** The column of the key or item, for what spans lines. */
  readonly column: number
}

const nobody: ReadonlyMap<string, string> = new Map()

/** The place of an offset; null inside comments and block scalars, and where the lines make no sense. */
export function placeAt(text: string, offset: number): Place | null {
  const first = text.search(/\S/)
  const json = first !== -1 && '{['.includes(text[first] ?? '')
  if (json) return inFlow(text, first, offset, [], 0, true)
  const lineStart = lineStartOf(text, offset)
  const lineEnd = lineEndOf(text, offset)
  if (commentStart(text, lineStart, lineEnd) < offset) return null
  const openers = openersOf(text, lineStart, lineEnd)
  const at = openers.findLastIndex(({ range }) => range.start <= offset)
  const opener = openers[at]
  if (opener === undefined) return bare(text, lineStart, lineEnd, offset, openers.length > 0)
  const before = openers.slice(0, at)
  const above = climb(text, lineStart, lineEnd, opener.kind, opener.column, before)
  if (above === null) return null
  if (above.flowStart !== -1) return inFlow(text, above.flowStart, offset, above.steps, above.column, false)
  return opener.kind === 'key'
    ? atKey(text, opener, above, offset, lineEnd)
    : atItem(text, opener, above, offset, lineEnd)
}

function atKey(text: string, opener: Opener, above: Climb, offset: number, lineEnd: number): Place | null {
  const { range, key, column } = opener
  const block = { style: 'block', json: false, column } as const
  if (offset <= range.end) {
    const quote = quoteOf(text, range)
    return { ...block, path: above.steps, role: 'key', range, word: key, quote, siblings: above.siblings, colon: true }
  }
  const path = [...above.steps, { key, siblings: above.siblings }]
  return atValue(text, opener.valueStart, path, offset, lineEnd, 'value', column)
}

function atItem(text: string, opener: Opener, above: Climb, offset: number, lineEnd: number): Place | null {
  const path = [...above.steps, { key: null, siblings: nobody }]
  if (offset === opener.range.start) return null
  return atValue(text, opener.valueStart, path, offset, lineEnd, 'item', opener.column)
}

function atValue(
  text: string,
  start: number,
  path: readonly Step[],
  offset: number,
  lineEnd: number,
  role: 'value' | 'item',
  column: number,
): Place | null {
  if ('{['.includes(text[start] ?? ' ') && offset > start) return inFlow(text, start, offset, path, column, false)
  if (isBlockHeader(text.slice(start, lineEnd))) return null
  const whole = scalarRange(text, start, lineEnd)
  const range = whole.start <= offset && offset <= whole.end ? whole : { start: offset, end: offset }
  const word = unquoted(text.slice(range.start, range.end))
  const quote = quoteOf(text, range)
  return { path, role, range, word, quote, style: 'block', json: false, siblings: nobody, colon: false, column }
}

/** A line without dash or key: blank, or a word that may become a key. */
function bare(text: string, lineStart: number, lineEnd: number, offset: number, opened: boolean): Place | null {
  const content = text.slice(lineStart, lineEnd)
  const indent = content.search(/\S/)
  if (opened || content.slice(0, indent === -1 ? undefined : indent).includes('\t')) return null
  if (indent !== -1 && offset < lineStart + indent) return null
  const column = indent === -1 ? offset - lineStart : indent
  const range = indent === -1 ? { start: offset, end: offset } : scalarRange(text, lineStart + indent, lineEnd)
  const above = climb(text, lineStart, lineEnd, 'key', column, [])
  if (above === null) return null
  if (above.flowStart !== -1) return inFlow(text, above.flowStart, offset, above.steps, above.column, false)
  const word = unquoted(text.slice(range.start, range.end))
  const rest = { quote: quoteOf(text, range), style: 'block', json: false, colon: false, column } as const
  return { path: above.steps, role: 'key', range, word, siblings: above.siblings, ...rest }
}

function inFlow(
  text: string,
  start: number,
  offset: number,
  outer: readonly Step[],
  column: number,
  json: boolean,
): Place | null {
  const { place } = scanFlow(text, start, offset)
  if (place === null) return null
  const range = place.token
  const word = unquoted(text.slice(range.start, range.end))
  const top = place.frames.at(-1)
  const path = [...outer, ...flowSteps(place)]
  const rest = { range, word, quote: quoteOf(text, range), style: 'flow', json, colon: place.colon, column } as const
  if (place.role === 'key') return { ...rest, path, role: 'key', siblings: top?.siblings ?? nobody }
  return { ...rest, path, role: top?.kind === 'list' ? 'item' : 'value', siblings: nobody }
}

function flowSteps({ frames, role }: FlowPlace): Step[] {
  return frames.flatMap(({ kind, key, siblings }, index): Step[] => {
    if (kind === 'list') return [{ key: null, siblings: nobody }]
    return index === frames.length - 1 && role === 'key' ? [] : [{ key: key ?? '', siblings }]
  })
}

/** Where a comment begins on the line; behind its end when there is none. */
export function commentStart(text: string, lineStart: number, lineEnd: number): number {
  let quote = ''
  for (let at = lineStart; at < lineEnd; at++) {
    const char = text[at] ?? ''
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++
      else if (char === quote) quote = ''
    } else if ((char === '"' || char === "'") && /[\s{[,:-]/.test(text[at - 1] ?? ' ')) quote = char
    else if (char === '#' && (at === lineStart || isBlank(text[at - 1]))) return at
  }
  return lineEnd + 1
}

function quoteOf(text: string, { start, end }: Range): Place['quote'] {
  const char = end > start ? text[start] : ''
  return char === '"' || char === "'" ? char : ''
}
