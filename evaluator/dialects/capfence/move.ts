import type { Refusal } from '../../dialect.ts'
import type { Range, TextEdit } from '../../text.ts'
import { type Entry, entryOf, type ListNode, type MapNode } from '../../yaml/node.ts'
import { columnOf, itemLines, lineEndAfter, reindented, withoutBlankTail } from './lines.ts'
import type { CapfenceModel, CapfenceRule } from './model.ts'

/**
 * Moves rules from one list of the document to another, with the comments that stand at them. When the whole list
 * moves and the other is missing or empty, only the key changes its name.
 */
export function moveItems(
  model: CapfenceModel,
  rules: readonly CapfenceRule[],
  from: string,
  to: string,
): TextEdit[] | Refusal {
  const { root, document } = model
  const source = root === null ? undefined : entryOf(root, from)
  if (root === null || source?.value.kind !== 'list') return byHand()
  if (standsTwice(root, from) || standsTwice(root, to)) return byHand()
  const target = entryOf(root, to)
  const list = source.value
  const all = rules.length === list.items.length
  if (all && target === undefined) return [renamed(document.text, source, to)]
  if (all && target?.value.kind === 'list' && target.value.items.length === 0) {
    const removed = removeEntry(document.text, root, target)
    return removed === null ? byHand() : [removed, renamed(document.text, source, to)]
  }
  if (list.flow || root.flow) return byHand()
  return moveLines(document.text, rules, list, source, target, to)
}

function moveLines(
  text: string,
  rules: readonly CapfenceRule[],
  list: ListNode,
  source: Entry,
  target: Entry | undefined,
  to: string,
): TextEdit[] | Refusal {
  const pieces = rules.map(({ node }) => itemLines(text, node.range))
  if (pieces.some((piece) => piece === null)) return byHand()
  const ranges = pieces as Range[]
  const column = columnOf(text, dashBefore(text, list))
  const block = (indent: number) =>
    ranges.map((range) => reindented(text.slice(range.start, range.end), column, indent)).join('')
  const emptied = rules.length === list.items.length
  const removals = emptied ? [wholeEntry(text, source)] : ranges
  const edits = removals.map((range): TextEdit => ({ range, newText: '' }))
  const into = target?.value
  if (target === undefined) {
    const at = lineStart(text, source.key.range.start)
    return [{ range: { start: at, end: at }, newText: `${to}:\n${block(column)}` }, ...edits]
  }
  if (into?.kind !== 'list') return byHand()
  if (into.flow && into.items.length > 0) return byHand()
  if (into.flow) {
    const newText = `\n${withoutBlankTail(block(column))}`
    const { start, end } = into.range
    const before =
      text.slice(target.key.range.end, start).length - text.slice(target.key.range.end, start).trimEnd().length
    return [{ range: { start: start - before, end }, newText }, ...edits]
  }
  const last = into.items.at(-1)
  if (last === undefined) return byHand()
  const at = lineEndAfter(text, last.range.end)
  const newText =
    text[at - 1] === '\n'
      ? block(columnOf(text, dashBefore(text, into)))
      : `\n${withoutBlankTail(block(columnOf(text, dashBefore(text, into))))}`
  return [{ range: { start: at, end: at }, newText }, ...edits]
}

function standsTwice(root: MapNode, word: string): boolean {
  return root.entries.filter(({ key }) => key.kind === 'scalar' && key.value === word).length > 1
}

function renamed(text: string, { key }: Entry, to: string): TextEdit {
  const quote = text[key.range.start]
  const newText = quote === '"' || quote === "'" ? quote + to + quote : to
  return { range: key.range, newText }
}

/** Takes an entry out of a map: its line in a block map, itself and one comma in a flow map. */
function removeEntry(text: string, root: MapNode, entry: Entry): TextEdit | null {
  if (!root.flow) {
    const range = wholeEntry(text, entry)
    return text.slice(range.start, entry.key.range.start).trim() === '' ? { range, newText: '' } : null
  }
  const after = /^\s*,\s*/.exec(text.slice(entry.range.end))
  if (after) return { range: { start: entry.range.start, end: entry.range.end + after[0].length }, newText: '' }
  const before = /\s*,\s*$/.exec(text.slice(0, entry.range.start))
  return before ? { range: { start: entry.range.start - before[0].length, end: entry.range.end }, newText: '' } : null
}

function wholeEntry(text: string, { key, range }: Entry): Range {
  return { start: lineStart(text, key.range.start), end: lineEndAfter(text, range.end) }
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

function dashBefore(text: string, list: ListNode): number {
  const first = list.items[0]?.range.start ?? list.range.start
  return text.lastIndexOf('-', first - 1)
}

function byHand(): Refusal {
  const message = 'These rules stand in a form that cannot be moved without touching others; move them by hand.'
  return { code: 'move-by-hand', message }
}
