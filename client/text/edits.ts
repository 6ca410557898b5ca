import type { Edit, Position } from '../../server/protocol.ts'

/** The text with the edits made; they do not overlap, their order does not matter. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  const starts = lineStarts(text)
  const placed = edits
    .map(({ range, newText }) => ({ from: offset(range.start), to: offset(range.end), newText }))
    .sort((a, b) => b.from - a.from)
  return placed.reduce((whole, { from, to, newText }) => whole.slice(0, from) + newText + whole.slice(to), text)

  function offset({ line, character }: Position): number {
    const start = starts[line]
    if (start === undefined) return text.length
    return Math.min(start + character, starts[line + 1] ?? text.length)
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineBreak.length)
  return starts
}
