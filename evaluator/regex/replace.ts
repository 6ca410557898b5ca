import type { Range } from '../text.ts'

/** The text with `replacement` in place of every range; ranges are in order and do not overlap. */
export function replaceRanges(text: string, ranges: readonly Range[], replacement: string): string {
  if (ranges.length === 0) return text
  let out = ''
  let at = 0
  for (const { start, end } of ranges) {
    out += text.slice(at, start) + replacement
    at = end
  }
  return out + text.slice(at)
}
