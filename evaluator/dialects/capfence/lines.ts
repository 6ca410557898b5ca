import type { Range } from '../../text.ts'

/** The column of an offset, in UTF-16 code units. */
export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1)
}

/** The offset behind the line break that ends the line of the last character before `at`; the text's end without one. */
export function lineEndAfter(text: string, at: number): number {
  const end = text.indexOf('\n', Math.max(0, at - 1))
  return end === -1 ? text.length : end + 1
}

/**
 * The lines of a block list's item, from the comments right above it to those below that stand deeper than its dash;
 * null when something else stands on its first line or before it (an anchor, a tag, an alias).
 */
export function itemLines(text: string, item: Range): Range | null {
  const lineStart = text.lastIndexOf('\n', item.start - 1) + 1
  const lead = /^( *)- +$/.exec(text.slice(lineStart, item.start))
  if (lead === null || text[item.start] === '*') return null
  const column = (lead[1] ?? '').length
  let start = lineStart
  for (let above = lineBefore(text, start); above !== null; above = lineBefore(text, start)) {
    const line = text.slice(above, start)
    if (!/^ *#/.test(line) || line.search(/\S/) !== column) break
    start = above
  }
  let end = lineEndAfter(text, item.end)
  for (let next = lineEndAfter(text, end + 1); end < text.length; next = lineEndAfter(text, end + 1)) {
    const line = text.slice(end, next)
    if (!/^ *#/.test(line) || line.search(/\S/) <= column) break
    end = next
  }
  return { start, end }
}

function lineBefore(text: string, lineStart: number): number | null {
  return lineStart === 0 ? null : text.lastIndexOf('\n', lineStart - 2) + 1
}

/** Lines moved from one column to another; every one ends with a line break. */
export function reindented(lines: string, from: number, to: number): string {
  const whole = lines.endsWith('\n') ? lines : `${lines}\n`
  if (from === to) return whole
  return whole.replace(/^ *(?=\S)/gm, (indent) => ' '.repeat(Math.max(0, indent.length - from + to)))
}

export function withoutBlankTail(lines: string): string {
  return lines.replace(/\n$/, '')
}
