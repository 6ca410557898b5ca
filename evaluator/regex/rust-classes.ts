import { type CharSet, charSet, complement, intersect, single, subtract, union } from './charset.ts'
import { posixClass } from './posix-classes.ts'
import { type Cursor, isHex } from './refusal.ts'
import { rustProperty } from './rust-properties.ts'
import { ASCII_DIGIT, ASCII_SPACE, ASCII_WORD, type UnicodeTables } from './unicode.ts'

/** The flags of Rust's syntax, by their letters. */
export interface RustFlags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly U: boolean
  readonly x: boolean
  readonly R: boolean
  readonly u: boolean
}

const PATTERN_SPACE = /^[\t-\r \u0085\u200e\u200f\u2028\u2029]$/
const NEST_LIMIT = 250
const ASCII: CharSet = [0, 0x7f]
const PERL: Readonly<Record<string, 'UNICODE_WORD' | 'UNICODE_DIGIT' | 'UNICODE_SPACE'>> = {
  d: 'UNICODE_DIGIT',
  s: 'UNICODE_SPACE',
  w: 'UNICODE_WORD',
}

/** Reads Rust's character classes and escapes under a cursor. */
export class RustClasses {
  private readonly cursor: Cursor
  private readonly tables: UnicodeTables

  constructor(cursor: Cursor, tables: UnicodeTables) {
    this.cursor = cursor
    this.tables = tables
  }

  /** In verbose mode: steps over white space and comments. */
  skipSpace(flags: RustFlags): void {
    if (!flags.x) return
    const cursor: Cursor = this.cursor
    for (;;) {
      cursor.take((c) => PATTERN_SPACE.test(c))
      if (!cursor.skip('#')) return
      cursor.take((c) => c !== '\n')
    }
  }

  /** A bracketed class, the cursor behind its `[`; with the set operations `&&`, `--` and `~~`, all of one rank, from the left. */
  bracketed(start: number, flags: RustFlags, depth: number): CharSet {
    const cursor: Cursor = this.cursor
    if (depth > NEST_LIMIT)
      cursor.invalid(`exceeded the maximum number of nested parentheses/brackets (${NEST_LIMIT})`, start)
    this.skipSpace(flags)
    const negated = cursor.skip('^')
    this.skipSpace(flags)
    let current: CharSet[] = []
    while (cursor.skip('-')) {
      current.push(single(0x2d))
      this.skipSpace(flags)
    }
    if (current.length === 0 && cursor.skip(']')) current.push(single(0x5d))
    let combined: { left: CharSet; operator: string } | null = null
    const folded = (set: CharSet) => (flags.i ? fold(set, flags, this.tables) : set)
    const combine = (): CharSet => {
      const right = this.joined(current, flags)
      if (!combined) return right
      return operate(combined.left, combined.operator, right)
    }
    for (;;) {
      this.skipSpace(flags)
      if (cursor.done) cursor.invalid('unclosed character class', start, start + 1)
      if (cursor.skip(']')) break
      const operator = ['&&', '--', '~~'].find((op) => cursor.sees(op))
      if (operator) {
        cursor.at += 2
        combined = { left: combine(), operator }
        current = []
        continue
      }
      current.push(this.allowed(this.member(start, flags, depth), flags, start))
    }
    const set = combined ? folded(combine()) : combine()
    if (combined) this.tables.spend(set.length)
    return negated ? this.allowed(this.negate(set, flags), flags, start) : set
  }

  /** Without Unicode every part of a class may hold ASCII only, also where the whole would hold nothing else. */
  private allowed(set: CharSet, flags: RustFlags, start: number): CharSet {
    if (!flags.u && (set.at(-1) ?? 0) > 0x7f) this.cursor.invalid('pattern can match invalid UTF-8', start)
    return set
  }

  private joined(members: readonly CharSet[], flags: RustFlags): CharSet {
    const { tables } = this
    const key = `${flags.i} ${flags.u} ${members.map((member) => tables.nameOf(member)).join()}`
    return tables.remembered(key, () => {
      for (const member of members) tables.spend(member.length)
      const whole = union([], ...members)
      tables.spend(whole.length)
      return flags.i ? fold(whole, flags, tables) : whole
    })
  }

  private negate(set: CharSet, flags: RustFlags): CharSet {
    return flags.u ? this.tables.complement(set) : union(complement(set))
  }

  private member(start: number, flags: RustFlags, depth: number): CharSet {
    const cursor: Cursor = this.cursor
    const at = cursor.at
    if (cursor.sees('[')) {
      const posix = this.posix(flags)
      if (posix) return posix
      cursor.at++
      return this.bracketed(at, flags, depth + 1)
    }
    const low = this.single(start, flags)
    this.skipSpace(flags)
    const rest = cursor.source.slice(cursor.at + 1)
    if (!cursor.sees('-') || cursor.sees('-]') || cursor.sees('--') || rest === '') {
      return typeof low === 'number' ? single(low) : low
    }
    cursor.at++
    this.skipSpace(flags)
    if (cursor.sees(']')) {
      cursor.at--
      return typeof low === 'number' ? single(low) : low
    }
    const high = this.single(start, flags)
    if (typeof low !== 'number' || typeof high !== 'number') {
      cursor.invalid('invalid range boundary, must be a literal', at)
    }
    if (high < low) cursor.invalid('invalid character class range, the start must be <= the end', at)
    return charSet([low, high])
  }

  private single(start: number, flags: RustFlags): number | CharSet {
    const cursor: Cursor = this.cursor
    if (cursor.done) cursor.invalid('unclosed character class', start, start + 1)
    const at = cursor.at
    const char = cursor.next()
    if (char !== '\\') return char.codePointAt(0) as number
    if (cursor.done) cursor.invalid('incomplete escape sequence, reached end of pattern prematurely', at)
    if ('AzbB<>'.includes(cursor.peek())) cursor.invalid('invalid escape sequence found in character class', at)
    return this.escape(at, flags)
  }

  private posix(flags: RustFlags): CharSet | null {
    const cursor: Cursor = this.cursor
    const found = /^\[:(\^?)([A-Za-z0-9_]*):\]/.exec(cursor.source.slice(cursor.at))
    const set = found && posixClass(found[2] as string)
    if (!found || !set) return null
    cursor.at += found[0].length
    const folded = flags.i ? fold(set, flags, this.tables) : set
    return found[1] ? this.negate(folded, flags) : folded
  }

  /** What a backslash leads to, the cursor behind it: a class, or one code point. */
  escape(start: number, flags: RustFlags): CharSet | number {
    const cursor: Cursor = this.cursor
    const char = cursor.next()
    if (/^[0-9]$/.test(char)) cursor.invalid('backreferences are not supported', start)
    if (char === 'p' || char === 'P') return this.property(char === 'P', start, flags)
    const perl = this.perl(char, flags)
    if (perl) return perl
    const control = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 }[char]
    if (control !== undefined) return control
    if (char === 'x' || char === 'u' || char === 'U') return this.hex({ x: 2, u: 4, U: 8 }[char], start, flags)
    if (char <= '\x7f' && !/^[A-Za-z0-9<>]$/.test(char)) return char.codePointAt(0) as number
    cursor.invalid('unrecognized escape sequence', start)
  }

  private perl(char: string, flags: RustFlags): CharSet | null {
    if (char === '' || !'dswDSW'.includes(char)) return null
    const lower = char.toLowerCase()
    const set = flags.u ? this.tables.set(PERL[lower] ?? 'UNICODE_WORD') : asciiPerl(lower)
    return char === char.toLowerCase() ? set : this.tables.complement(set)
  }

  private hex(length: number, start: number, flags: RustFlags): number {
    const cursor: Cursor = this.cursor
    this.skipSpace(flags)
    let digits: string
    const inBraces = cursor.skip('{')
    if (inBraces) {
      digits = cursor.take((c) => c !== '}')
      if (!cursor.skip('}')) cursor.invalid('incomplete escape sequence, reached end of pattern prematurely', start)
      if (digits === '') cursor.invalid('hexadecimal literal empty', start)
    } else digits = cursor.take(isHex, length).padEnd(length, '?')
    const code = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
    if (Number.isNaN(code)) cursor.invalid('invalid hexadecimal digit', start)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      cursor.invalid('hexadecimal literal is not a Unicode scalar value', start)
    }
    // In braces it is a character; without them, a byte.
    if (!flags.u && code > 0x7f && length === 2 && !inBraces) cursor.invalid('pattern can match invalid UTF-8', start)
    return code
  }

  private property(negatedByLetter: boolean, start: number, flags: RustFlags): CharSet {
    const cursor: Cursor = this.cursor
    if (!flags.u) cursor.invalid('Unicode not allowed here', start)
    if (cursor.done) cursor.invalid('incomplete escape sequence, reached end of pattern prematurely', start)
    let negated = negatedByLetter
    let name = cursor.next()
    if (name === '\\') cursor.invalid('invalid escape sequence', start)
    if (name === '{') {
      const end = cursor.source.indexOf('}', cursor.at)
      if (end < 0)
        cursor.invalid('incomplete escape sequence, reached end of pattern prematurely', start, cursor.source.length)
      name = cursor.source.slice(cursor.at, end)
      cursor.at = end + 1
      if (name.includes('!=')) {
        negated = !negated
        name = name.replace('!=', '=')
      }
    }
    const set = this.tables.property(name, () => rustProperty(name))
    if (set === 'unknown') cursor.invalid(`Unicode property not found: ${name}`, start)
    if (set === 'unlisted') cursor.cannotReproduce(`the Unicode property ${name} is not among those kept here`, start)
    const folded = flags.i ? this.tables.simpleFold(set) : set
    return negated ? this.tables.complement(folded) : folded
  }
}

function asciiPerl(letter: string): CharSet {
  return letter === 'd' ? ASCII_DIGIT : letter === 's' ? ASCII_SPACE : ASCII_WORD
}

function fold(set: CharSet, flags: RustFlags, tables: UnicodeTables): CharSet {
  return flags.u ? tables.simpleFold(set) : union(set, intersect(tables.simpleFold(intersect(set, ASCII)), ASCII))
}

function operate(left: CharSet, operator: string, right: CharSet): CharSet {
  if (operator === '&&') return intersect(left, right)
  if (operator === '--') return subtract(left, right)
  return union(subtract(left, right), subtract(right, left))
}
