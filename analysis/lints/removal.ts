import type { Fix } from '../../evaluator/problem.ts'
import type { Range, TextEdit } from '../../evaluator/text.ts'
import type { Entry, ListNode, MapNode } from '../../evaluator/yaml/node.ts'

/** An item or entry, by its place. */
interface Part {
  readonly range: Range
}

/** The fix that removes an item of a list whole; none where lines cannot tell it from its neighbours, or it is the only one. */
export function removeItem(
  text: string,
  list: ListNode,
  range: Range,
  title: string,
  changesDecisions: boolean,
): readonly Fix[] {
  const { items } = list
  const index = items.findIndex(({ range: { start, end } }) => start === range.start && end === range.end)
  if (index === -1 || items.length < 2) return []
  const edit = list.flow ? cutOfFlow(items, index) : cutOfLines(text, range, /^[ \t]*-[ \t]+$/)
  return edit ? [{ title, edits: [edit], changesDecisions }] : []
}

/**
 * The fix that removes an entry of a map; none where lines cannot tell it from its neighbours, or it is the only one.
 * `hint` is where the entry stands in its map, as far as the caller knows.
 */
export function removeEntry(
  text: string,
  map: MapNode,
  entry: Entry,
  title: string,
  changesDecisions: boolean,
  hint = -1,
): readonly Fix[] {
  const { entries } = map
  const index = entries[hint] === entry ? hint : entries.indexOf(entry)
  if (index === -1 || entries.length < 2) return []
  const edit = map.flow
    ? cutOfFlow(entries, index)
    : (cutOfLines(text, entry.range, /^[ \t]*$/) ?? cutUpToNext(text, entries, index))
  return edit ? [{ title, edits: [edit], changesDecisions }] : []
}

/** Whole lines, from the one where the part begins to the one where it ends; null when something else stands on them. */
function cutOfLines(text: string, { start, end }: Range, before: RegExp): TextEdit | null {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  if (!before.test(text.slice(lineStart, start))) return null
  const last = text[end - 1] === '\n' ? end - 1 : end
  const found = text.indexOf('\n', last)
  const lineEnd = found === -1 ? text.length : found + 1
  if (!/^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(last, lineEnd))) return null
  return { range: { start: lineStart, end: lineEnd }, newText: '' }
}

/** Up to the next neighbour, which takes its place; null when a comment stands between. */
function cutUpToNext(text: string, parts: readonly Part[], index: number): TextEdit | null {
  const [range, next] = [parts[index]?.range, parts[index + 1]?.range]
  if (range === undefined || next === undefined || text.slice(range.end, next.start).includes('#')) return null
  return { range: { start: range.start, end: next.start }, newText: '' }
}

function cutOfFlow(parts: readonly Part[], index: number): TextEdit | null {
  const [before, range, next] = [parts[index - 1]?.range, parts[index]?.range, parts[index + 1]?.range]
  if (range === undefined) return null
  if (next) return { range: { start: range.start, end: next.start }, newText: '' }
  return before ? { range: { start: before.end, end: range.end }, newText: '' } : null
}
