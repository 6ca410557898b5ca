import { blanks, type Cursor, ends } from './cursor.ts'
import type { Token } from './tokens.ts'

const nameChar = /^[0-9A-Za-z_-]$/
const uriChar = /^[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]$/

/** Scans `%NAME …` up to and with its line break. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.at
  cursor.forward()
  const name = takeName(cursor, 'A directive begins with its name')
  if (!cursor.is(`${ends} `)) cursor.fail('A directive’s name is letters and digits only.')
  let details: Pick<Token, 'handle' | 'value'> = {}
  if (name === 'YAML') details = { value: scanVersion(cursor) }
  else if (name === 'TAG') details = scanTagDirective(cursor)
  else cursor.forward(cursor.lengthUntil(ends))
  const end = cursor.at
  cursor.skip(' ')
  cursor.comment()
  if (!cursor.is(ends)) cursor.fail('Nothing but a comment may follow a directive on its line.')
  cursor.lineBreak()
  return { kind: 'directive', start, end, text: name, ...details }
}

function scanVersion(cursor: Cursor): string {
  cursor.skip(' ')
  const major = takeDigits(cursor)
  if (cursor.peek() !== '.') cursor.fail('A YAML version has two numbers with a dot between.')
  cursor.forward()
  const minor = takeDigits(cursor)
  if (!cursor.is(`${ends} `)) cursor.fail('A YAML version has two numbers with a dot between.')
  return `${major}.${minor}`
}

function takeDigits(cursor: Cursor): string {
  let length = 0
  while (/^[0-9]$/.test(cursor.peek(length))) length++
  if (length === 0) cursor.fail('A YAML version is made of digits.')
  return cursor.take(length)
}

function scanTagDirective(cursor: Cursor): Pick<Token, 'handle' | 'value'> {
  cursor.skip(' ')
  const handle = scanHandle(cursor)
  if (cursor.peek() !== ' ') cursor.fail('A space must follow the handle of a tag directive.')
  cursor.skip(' ')
  const value = scanUri(cursor)
  if (!cursor.is(`${ends} `)) cursor.fail('This character cannot stand in a tag.')
  return { handle, value }
}

/** Scans `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, kind: 'alias' | 'anchor'): Token {
  const start = cursor.at
  cursor.forward()
  const text = takeName(cursor, kind === 'alias' ? 'After `*` comes the name of an anchor' : 'After `&` comes a name')
  if (!cursor.is(`${blanks}?:,]}%@\``)) cursor.fail('The name of an anchor is letters, digits, `-` and `_`.')
  return { kind, start, end: cursor.at, text }
}

function takeName(cursor: Cursor, wanted: string): string {
  let length = 0
  while (nameChar.test(cursor.peek(length))) length++
  if (length === 0) cursor.fail(`${wanted}: letters, digits, \`-\` and \`_\`.`)
  return cursor.take(length)
}

/** Scans `!tag`, `!!tag`, `!handle!tag`, `!<verbatim>` or a bare `!`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.at
  let handle: string | null = null
  let text = '!'
  if (cursor.peek(1) === '<') {
    cursor.forward(2)
    text = scanUri(cursor)
    if (cursor.peek() !== '>') cursor.fail('A tag that begins with `!<` ends with `>`.')
    cursor.forward()
  } else if (cursor.is(blanks, 1)) cursor.forward()
  else {
    handle = hasHandle(cursor) ? scanHandle(cursor) : cursor.take(1)
    text = scanUri(cursor)
  }
  if (!cursor.is(`${ends} `)) cursor.fail('A space must follow a tag.')
  return { kind: 'tag', start, end: cursor.at, text, handle }
}

function hasHandle(cursor: Cursor): boolean {
  for (let length = 1; !cursor.is(`${ends} `, length); length++) if (cursor.peek(length) === '!') return true
  return false
}

function scanHandle(cursor: Cursor): string {
  if (cursor.peek() !== '!') cursor.fail('A tag’s handle begins with `!`.')
  let length = 1
  if (cursor.peek(length) !== ' ') {
    while (nameChar.test(cursor.peek(length))) length++
    if (cursor.peek(length) !== '!') {
      cursor.forward(length)
      cursor.fail('A tag’s handle ends with `!`.')
    }
    length++
  }
  return cursor.take(length)
}

function scanUri(cursor: Cursor): string {
  let text = ''
  for (let char = cursor.peek(); uriChar.test(char); char = cursor.peek()) {
    text += char === '%' ? scanEscapes(cursor) : cursor.take(1)
  }
  if (text === '') cursor.fail('A tag needs a name.')
  return text
}

function scanEscapes(cursor: Cursor): string {
  const bytes: number[] = []
  while (cursor.peek() === '%') {
    cursor.forward()
    if (!/^[0-9A-Fa-f]$/.test(cursor.peek()) || !/^[0-9A-Fa-f]$/.test(cursor.peek(1))) {
      cursor.fail('Two hexadecimal digits must follow `%` in a tag.')
    }
    bytes.push(Number.parseInt(cursor.take(2), 16))
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    return cursor.fail('These escapes in a tag are no UTF-8.')
  }
}
