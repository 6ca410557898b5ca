import type { Place } from './ast.ts'
import type { CharSet } from './charset.ts'
import { contains } from './charset.ts'

/** A text as the matchers read it. */
export interface Subject {
  /** Code points, or UTF-16 units where the flavour's engine reads those. */
  readonly points: Int32Array
  /** Where each point begins in the text, and the text's end; null when point and unit are the same. */
  readonly offsets: Int32Array | null
}

/** Reads a text; with `byUnits` a surrogate pair stays two points. */
export function subject(text: string, byUnits: boolean): Subject {
  const points = new Int32Array(text.length)
  if (byUnits || !/[\ud800-\udbff]/.test(text)) {
    for (let i = 0; i < text.length; i++) points[i] = text.charCodeAt(i)
    return { points, offsets: null }
  }
  const offsets = new Int32Array(text.length + 1)
  let count = 0
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) as number
    points[count] = code
    offsets[count++] = i
    i += code > 0xffff ? 2 : 1
  }
  offsets[count] = text.length
  return { points: points.subarray(0, count), offsets: offsets.subarray(0, count + 1) }
}

/** Where the point begins in the text. */
export function offsetOf({ offsets }: Subject, point: number): number {
  return offsets ? (offsets[point] as number) : point
}

/** Whether the place holds before point `at`. */
export function placeHolds(points: Int32Array, at: number, place: Place, word: CharSet, newline: CharSet): boolean {
  const end = points.length
  switch (place) {
    case 'textStart':
      return at === 0
    case 'textEnd':
      return at === end
    case 'lastLineEnd':
      return at === end || (at === end - 1 && points[at] === 10)
    case 'lineStart':
      return at === 0 || contains(newline, points[at - 1] as number)
    case 'lineEnd':
      return at === end || contains(newline, points[at] as number)
  }
  const before = at > 0 && contains(word, points[at - 1] as number)
  const after = at < end && contains(word, points[at] as number)
  switch (place) {
    case 'wordBoundary':
      return before !== after
    case 'notWordBoundary':
      return before === after
    case 'notWordBoundaryInText':
      return end > 0 && before === after
    case 'wordStart':
      return !before && after
    case 'wordEnd':
      return before && !after
    case 'wordStartHalf':
      return !before
    case 'wordEndHalf':
      return !after
  }
}
