import { blanks, breaks, type Cursor, ends } from './cursor.ts'
import type { Token } from './tokens.ts'

/** A scalar without quotes, and whether a line break ended it, after which a key may begin. */
export interface PlainScan {
  readonly token: Token
  readonly brokeLine: boolean
}

/** Scans a scalar without quotes; `indent` is the least column that its further lines need outside of brackets. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScan {
  const start = cursor.at
  let end = start
  let text = ''
  let spaces = ''
  let brokeLine = false
  for (;;) {
    const length = cursor.peek() === '#' ? 0 : plainLength(cursor, inFlow)
    if (length === 0) break
    brokeLine = false
    text += spaces + cursor.take(length)
    end = cursor.at
    const gap = scanGap(cursor)
    brokeLine = gap.brokeLine
    spaces = gap.text
    if (spaces === '' || cursor.peek() === '#' || (!inFlow && cursor.column < indent)) break
  }
  return { token: { kind: 'scalar', start, end, text, style: 'plain' }, brokeLine }
}

function plainLength(cursor: Cursor, inFlow: boolean): number {
  for (let length = 0; ; length++) {
    const char = cursor.peek(length)
    if (blanks.includes(char)) return length
    if (char === ':' && cursor.is(inFlow ? `${blanks},[]{}` : blanks, length + 1)) return length
    if (inFlow && ',?[]{}'.includes(char)) return length
  }
}

function scanGap(cursor: Cursor): { text: string; brokeLine: boolean } {
  let length = 0
  while (cursor.peek(length) === ' ') length++
  const blank = cursor.take(length)
  if (!cursor.is(breaks)) return { text: blank, brokeLine: false }
  const first = cursor.lineBreak()
  if (atMarker(cursor)) return { text: '', brokeLine: true }
  let further = ''
  while (cursor.peek() === ' ' || cursor.is(breaks)) {
    if (cursor.peek() === ' ') cursor.forward()
    else {
      further += cursor.lineBreak()
      if (atMarker(cursor)) return { text: '', brokeLine: true }
    }
  }
  const text = first !== '\n' ? first + further : further === '' ? ' ' : further
  return { text, brokeLine: true }
}

function atMarker(cursor: Cursor): boolean {
  return cursor.isMarker('---') || cursor.isMarker('...')
}

/** Scans a `|` or `>` scalar; `outer` is the indentation around it. */
export function scanBlock(cursor: Cursor, outer: number): Token {
  const start = cursor.at
  const folded = cursor.take(1) === '>'
  const { chomping, increment } = scanHeader(cursor)
  const least = Math.max(outer + 1, 1)
  let text = ''
  let further: string
  let indent: number
  if (increment === null) {
    const found = findIndentation(cursor)
    further = found.text
    indent = Math.max(least, found.indent)
  } else {
    indent = least + increment - 1
    further = scanBlockBreaks(cursor, indent)
  }
  let last = ''
  while (cursor.column === indent && cursor.peek() !== '\0') {
    text += further
    const solid = !cursor.is(' \t')
    text += cursor.take(cursor.lengthUntil(ends))
    last = cursor.lineBreak()
    further = scanBlockBreaks(cursor, indent)
    if (cursor.column !== indent || cursor.peek() === '\0') break
    if (folded && last === '\n' && solid && !cursor.is(' \t')) text += further === '' ? ' ' : ''
    else text += last
  }
  if (chomping !== '-') text += last
  if (chomping === '+') text += further
  return { kind: 'scalar', start, end: cursor.at, text, style: 'block' }
}

function scanHeader(cursor: Cursor): { chomping: string; increment: number | null } {
  let chomping = ''
  let increment: number | null = null
  for (let i = 0; i < 2; i++) {
    const char = cursor.peek()
    if (chomping === '' && (char === '+' || char === '-')) chomping = cursor.take(1)
    else if (increment === null && char >= '0' && char <= '9') {
      if (char === '0') cursor.fail('The indentation of a block scalar is 1 to 9.')
      increment = Number(cursor.take(1))
    }
  }
  if (!cursor.is(`${ends} `)) cursor.fail('After `|` or `>` come only `+`, `-` and one digit.')
  cursor.skip(' ')
  cursor.comment()
  if (!cursor.is(ends)) cursor.fail('The text of a block scalar begins on the next line.')
  cursor.lineBreak()
  return { chomping, increment }
}

function findIndentation(cursor: Cursor): { text: string; indent: number } {
  let text = ''
  let indent = 0
  while (cursor.peek() === ' ' || cursor.is(breaks)) {
    if (cursor.peek() === ' ') {
      cursor.forward()
      indent = Math.max(indent, cursor.column)
    } else text += cursor.lineBreak()
  }
  return { text, indent }
}

function scanBlockBreaks(cursor: Cursor, indent: number): string {
  let text = ''
  for (;;) {
    while (cursor.column < indent && cursor.peek() === ' ') cursor.forward()
    if (!cursor.is(breaks)) return text
    text += cursor.lineBreak()
  }
}
