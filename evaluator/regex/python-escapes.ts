import { characterNamed } from './character-names.ts'
import type { PythonMember } from './python-sets.ts'
import { type Cursor, isAsciiLetter, isDigit, isHex, isOctal } from './refusal.ts'

/** What follows a backslash outside a set. */
export type PythonEscape =
  | { readonly kind: 'literal'; readonly codePoint: number }
  | { readonly kind: 'category'; readonly letter: string }
  | { readonly kind: 'place'; readonly letter: string }
  | { readonly kind: 'reference'; readonly group: number }

const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Reads Python's escapes; the cursor stands behind the backslash. */
export class PythonEscapes {
  private readonly cursor: Cursor

  constructor(cursor: Cursor) {
    this.cursor = cursor
  }

  /** `start` is the backslash, `groups` one more than the number of groups opened so far. */
  read(start: number, groups: number): PythonEscape {
    const cursor: Cursor = this.cursor
    const char = this.first(start)
    if ('dDsSwW'.includes(char)) return { kind: 'category', letter: char }
    if ('AbBZ'.includes(char)) return { kind: 'place', letter: char }
    if (char === '0') {
      const digits = cursor.take(isOctal, 2)
      return { kind: 'literal', codePoint: Number.parseInt(`0${digits}`, 8) }
    }
    if (isDigit(char)) return this.octalOrReference(char, start, groups)
    return { kind: 'literal', codePoint: this.common(char, start) }
  }

  readInSet(start: number): PythonMember {
    const cursor: Cursor = this.cursor
    const char = this.first(start)
    if ('dDsSwW'.includes(char)) return { category: char }
    let code: number
    if (char === 'b') code = 8
    else if (isOctal(char)) {
      code = Number.parseInt(char + cursor.take(isOctal, 2), 8)
      if (code > 0o377)
        cursor.invalid(`octal escape value ${cursor.source.slice(start, cursor.at)} outside of range 0-0o377`, start)
    } else if (isDigit(char)) cursor.invalid(`bad escape \\${char}`, start)
    else code = this.common(char, start)
    return { lo: code, hi: code }
  }

  private first(start: number): string {
    const char = this.cursor.next()
    if (char === '') this.cursor.invalid('bad escape (end of pattern)', start)
    return char
  }

  private octalOrReference(char: string, start: number, groups: number): PythonEscape {
    const cursor: Cursor = this.cursor
    let digits = char
    if (isDigit(cursor.peek())) {
      digits += cursor.next()
      if (/^[0-7]{2}$/.test(digits) && isOctal(cursor.peek())) {
        digits += cursor.next()
        const codePoint = Number.parseInt(digits, 8)
        if (codePoint > 0o377) cursor.invalid(`octal escape value \\${digits} outside of range 0-0o377`, start)
        return { kind: 'literal', codePoint }
      }
    }
    const group = Number(digits)
    if (group >= groups) cursor.invalid(`invalid group reference ${group}`, start + 1)
    return { kind: 'reference', group }
  }

  private common(char: string, start: number): number {
    const cursor: Cursor = this.cursor
    const control = CONTROL[char]
    if (control !== undefined) return control
    const length = HEX_LENGTH[char]
    if (length !== undefined) {
      const digits = cursor.take(isHex, length)
      if (digits.length < length) cursor.invalid(`incomplete escape \\${char}${digits}`, start)
      const code = Number.parseInt(digits, 16)
      if (code > 0x7fffffff) cursor.raises('OverflowError', `the character \\${char}${digits} is too large`, start)
      if (code > 0x10ffff) cursor.invalid(`bad escape \\${char}${digits}`, start)
      return code
    }
    if (char === 'N') return this.named(start)
    if (isAsciiLetter(char)) cursor.invalid(`bad escape \\${char}`, start)
    return char.codePointAt(0) as number
  }

  private named(start: number): number {
    const cursor: Cursor = this.cursor
    if (!cursor.skip('{')) cursor.invalid('missing {', cursor.at)
    const end = cursor.source.indexOf('}', cursor.at)
    const name = cursor.source.slice(cursor.at, end < 0 ? undefined : end)
    if (name === '') cursor.invalid('missing character name', start)
    if (end < 0) cursor.invalid('missing }, unterminated name', start, cursor.source.length)
    cursor.at = end + 1
    const code = characterNamed(name)
    if (code === 'undefined') cursor.invalid(`undefined character name '${name}'`, start)
    if (code === 'unlisted') cursor.cannotReproduce(`the character name '${name}' is not in the table kept here`, start)
    return code
  }
}
