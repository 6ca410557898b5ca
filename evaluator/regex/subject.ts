import type { Place } from './ast.ts'
import type { CharSet } from './charset.ts'
import { contains } from './charset.ts'

/** Code points, or UTF-16 units where the flavour's engine reads those or the text has nothing else. */
export type Points = Int32Array | Uint16Array

/** A text as the matchers read it. */
export interface Subject {
  readonly points: Points
  /** Where each point begins in the text, and the text's end; null when point and unit are the same. */
  readonly offsets: Int32Array | null
}

/** Whether the text holds surrogate pairs, or the first half of one. */
export function hasPairs(text: string): boolean {
  return /[\ud800-\udbff]/.test(text)
}

/** Reads a text; with `byUnits` a surrogate pair stays two points. */
export function subject(text: string, byUnits: boolean): Subject {
  if (byUnits || !hasPairs(text)) return { points: unitsOf(text), offsets: null }
  const points = new Int32Array(text.length)
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

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function unitsOf(text: string): Points {
  if (isLittleEndian) {
    const { buffer, byteOffset } = Buffer.from(text, 'utf16le')
    if (byteOffset % 2 === 0) return new Uint16Array(buffer, byteOffset, text.length)
  }
  const points = new Uint16Array(text.length)
  for (let i = 0; i < text.length; i++) points[i] = text.charCodeAt(i)
  return points
}

/** Where the point begins in the text. */
export function offsetOf({ offsets }: Subject, point: number): number {
  return offsets ? (offsets[point] as number) : point
}

/** Whether the place holds before point `at`. */
export function placeHolds(points: Points, at: number, place: Place, word: CharSet, newline: CharSet): boolean {
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
