import { breaks, type Cursor } from './cursor.ts'
import { YamlCrash } from './failure.ts'
import type { Token } from './tokens.ts'

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Scans a scalar in quotes; line breaks fold to spaces, whatever their indentation. */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.at
  const quote = cursor.take(1)
  let text = scanSolid(cursor, quote)
  while (cursor.peek() !== quote) {
    text += scanSpaces(cursor)
    text += scanSolid(cursor, quote)
  }
  cursor.forward()
  return { kind: 'scalar', start, end: cursor.at, text, style: quote === '"' ? 'double' : 'single' }
}

function scanSolid(cursor: Cursor, quote: string): string {
  let text = ''
  for (;;) {
    text += cursor.take(cursor.lengthUntil('\'"\\\0 \t\r\n\x85\u2028\u2029'))
    const char = cursor.peek()
    if (quote === "'" && char === "'" && cursor.peek(1) === "'") {
      cursor.forward(2)
      text += "'"
    } else if (quote === '"' ? char === "'" : char === '"' || char === '\\') text += cursor.take(1)
    else if (quote === '"' && char === '\\') text += scanEscape(cursor)
    else return text
  }
}

function scanEscape(cursor: Cursor): string {
  cursor.forward()
  const char = cursor.peek()
  const plain = Object.hasOwn(escapes, char) ? escapes[char] : undefined
  if (plain !== undefined) {
    cursor.forward()
    return plain
  }
  const length = Object.hasOwn(hexLengths, char) ? hexLengths[char] : undefined
  if (length !== undefined) return scanHex(cursor, length)
  if (!breaks.includes(char)) {
    cursor.fail(
      `\\${char === '\0' ? '' : char} is no escape of YAML; write \\\\ for a backslash, or use single quotes.`,
    )
  }
  cursor.lineBreak()
  return scanBreaks(cursor)
}

function scanHex(cursor: Cursor, length: number): string {
  cursor.forward()
  for (let i = 0; i < length; i++) {
    if (!/^[0-9A-Fa-f]$/.test(cursor.peek(i))) cursor.fail(`This escape takes ${length} hexadecimal digits.`)
  }
  const code = Number.parseInt(cursor.take(length), 16)
  if (code > 0x10ffff) throw new YamlCrash('ValueError', cursor.at, 'There is no such character.')
  if (!cursor.takesSurrogates && code >= 0xd800 && code <= 0xdfff) {
    cursor.fail('An escape cannot name half a surrogate pair; write the character itself.')
  }
  return String.fromCodePoint(code)
}

function scanSpaces(cursor: Cursor): string {
  const blank = cursor.take(blankLength(cursor))
  const char = cursor.peek()
  if (char === '\0') cursor.fail('The text ends inside quotes; the closing one is missing.')
  if (!breaks.includes(char)) return blank
  const first = cursor.lineBreak()
  const further = scanBreaks(cursor)
  if (first !== '\n') return first + further
  return further === '' ? ' ' : further
}

function blankLength(cursor: Cursor): number {
  let length = 0
  while (cursor.peek(length) === ' ' || cursor.peek(length) === '\t') length++
  return length
}

function scanBreaks(cursor: Cursor): string {
  let text = ''
  for (;;) {
    if (cursor.isMarker('---') || cursor.isMarker('...')) cursor.fail('A document marker stands inside quotes.')
    cursor.forward(blankLength(cursor))
    const char = cursor.peek()
    if (!breaks.includes(char)) return text
    text += cursor.lineBreak()
  }
}
