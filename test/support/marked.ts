/**
 * Fixtures with their expectations in the text: `«…»` marks the place that a finding must have, `‸` a cursor.
 * Neither character may stand in a fixture otherwise.
 */
export interface Marked {
  readonly text: string
  /** The marked places, in order. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
  /** Offset of the cursor; -1 when there is none. */
  readonly cursor: number
}

export function marked(fixture: string): Marked {
  let text = ''
  let cursor = -1
  const open: number[] = []
  const ranges: { start: number; end: number }[] = []
  for (const char of fixture) {
    if (char === '«') open.push(text.length)
    else if (char === '»') ranges.push({ start: open.pop() ?? 0, end: text.length })
    else if (char === '‸') cursor = text.length
    else text += char
  }
  return { text, ranges: ranges.sort((a, b) => a.start - b.start), cursor }
}
