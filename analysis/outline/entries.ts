import type { Range } from '../../evaluator/text.ts'
import { indentOf } from './climb.ts'
import { type FlowFrame, scanFlow } from './flow.ts'
import { closingQuote, isBlockHeader, lineEndOf, type Opener, openersOf, scalarRange, unquoted } from './openers.ts'

/** A key or a scalar of a document, as the lines show it. */
export interface OutlineEntry {
  /** Keys, and `[]` for list items; to the key itself or to the value. */
  readonly path: readonly string[]
  readonly role: 'key' | 'value'
  readonly range: Range
  /** The content of a key or scalar; the raw lines of a block scalar. */
  readonly text: string
  /** The entries of the same map, those that stand before it at least: the walk goes on filling it. */
  readonly siblings: ReadonlyMap<string, string>
}

/** Flow collections further in than this are passed over: no dialect has any. */
const deepest = 100

interface Level {
  readonly kind: Opener['kind']
  readonly column: number
  key: string
  readonly siblings: Map<string, string>
}

/** Every key and scalar of a document in order, whatever state it is in; one walk over the lines, no parse. */
export function* entriesOf(text: string): Generator<OutlineEntry> {
  const first = text.search(/\S/)
  if (first !== -1 && '{['.includes(text[first] ?? '')) {
    yield* flowEntries(text, first, []).entries
    return
  }
  const levels: Level[] = []
  for (let start = 0; start < text.length; ) {
    const end = lineEndOf(text, start)
    const newline = text.indexOf('\n', end)
    const next = newline === -1 ? text.length : newline + 1
    const indent = indentOf(text, start, end)
    if (indent === -1 || text[start + indent] === '#' || text.startsWith('---', start)) {
      start = next
      continue
    }
    const openers = openersOf(text, start, end)
    for (const opener of openers) {
      enter(levels, opener)
      if (opener.kind === 'key') {
        const { range, key } = opener
        yield { path: pathOf(levels), role: 'key', range, text: key, siblings: levels.at(-1)?.siblings ?? new Map() }
      }
    }
    const last = openers.at(-1)
    start = last === undefined ? next : yield* valueEntries(text, levels, last, end, next)
  }
}

/** Yields what stands behind a key or dash; returns where the next line to look at begins. */
function* valueEntries(
  text: string,
  levels: readonly Level[],
  opener: Opener,
  lineEnd: number,
  next: number,
): Generator<OutlineEntry, number> {
  const { valueStart, column } = opener
  const value = text.slice(valueStart, lineEnd)
  const level = levels.at(-1)
  const path = pathOf(levels)
  const siblings = level?.siblings ?? new Map()
  const note = (content: string) => {
    if (opener.kind === 'key') level?.siblings.set(opener.key, content)
  }
  if (value === '' || /^[#&]/.test(value)) {
    note('')
    return next
  }
  if (/^[{[]/.test(value)) {
    note('')
    const { entries, end } = flowEntries(text, valueStart, path)
    yield* entries
    const newline = text.indexOf('\n', end)
    return newline === -1 ? text.length : newline + 1
  }
  if (isBlockHeader(value)) {
    const end = blockEnd(text, next, column)
    const content = text.slice(next, end)
    note(content)
    yield { path, role: 'value', range: { start: next, end }, text: content, siblings }
    return end
  }
  const range = quotedRange(text, valueStart, lineEnd)
  const content = unquoted(text.slice(range.start, range.end))
  note(content)
  yield { path, role: 'value', range, text: content, siblings }
  return range.end <= lineEnd ? next : lineStartAfter(text, range.end)
}

function enter(levels: Level[], { kind, column, key }: Opener): void {
  for (let top = levels.at(-1); top !== undefined && closes(top, kind, column); top = levels.at(-1)) levels.pop()
  const top = levels.at(-1)
  if (top?.column === column && top.kind === kind) top.key = key
  else levels.push({ kind, column, key, siblings: new Map() })
}

/** Whether an opener ends a level: one further out, or the key behind a list in its own column. */
function closes(level: Level, kind: Opener['kind'], column: number): boolean {
  return level.column > column || (level.column === column && level.kind === 'item' && kind === 'key')
}

function pathOf(levels: readonly Level[]): string[] {
  return levels.map(({ kind, key }) => (kind === 'item' ? '[]' : key))
}

function flowEntries(text: string, start: number, outer: readonly string[]): { entries: OutlineEntry[]; end: number } {
  const entries: OutlineEntry[] = []
  const { end } = scanFlow(text, start, -1, ({ frames, range, role }) => {
    if (frames.length > deepest) return
    const content = unquoted(text.slice(range.start, range.end))
    const own = role === 'key' ? [content] : []
    const siblings = frames.at(-1)?.siblings ?? new Map()
    entries.push({ path: [...outer, ...framePath(frames), ...own], role, range, text: content, siblings })
  })
  return { entries, end }
}

function framePath(frames: readonly FlowFrame[]): string[] {
  return frames.flatMap(({ kind, key }) => (kind === 'list' ? ['[]'] : key === null ? [] : [key]))
}

/** A quoted text may go on over several lines. */
function quotedRange(text: string, start: number, lineEnd: number): Range {
  const range = scalarRange(text, start, lineEnd)
  const quote = text[start]
  if (range.end !== lineEnd || (quote !== '"' && quote !== "'")) return range
  const limit = Math.min(text.length, start + 10_000)
  const close = closingQuote(text, start, limit)
  return close === -1 ? range : { start, end: close + 1 }
}

/** Where a block scalar's lines end: before the first line that is neither blank nor further in than its key. */
function blockEnd(text: string, from: number, column: number): number {
  for (let start = from; start < text.length; ) {
    const end = lineEndOf(text, start)
    const indent = indentOf(text, start, end)
    if (indent !== -1 && indent <= column) return start
    start = lineStartAfter(text, end)
  }
  return text.length
}

function lineStartAfter(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  return newline === -1 ? text.length : newline + 1
}
