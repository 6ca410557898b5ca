import { alternation, type Node, type Place, sequence } from './ast.ts'
import { ANY, type CharSet, complement, intersect, NONE, single } from './charset.ts'
import type { ParsedPattern } from './parse-python.ts'
import type { PatternFlags } from './pattern.ts'
import { Cursor, isDigit } from './refusal.ts'
import { RustClasses, type RustFlags } from './rust-classes.ts'
import { RUST_SIZE_LIMIT, rustSize } from './rust-size.ts'
import { ASCII_WORD, UnicodeTables } from './unicode.ts'

const NEST_LIMIT = 250
const MAX_COUNT = 0xffffffff
const NEWLINE = single(10)
const CRLF: CharSet = [10, 10, 13, 13]

/** Parses the syntax of Rust's `regex` crate (1.x, as `Regex::new` reads it); throws `Refusal`. */
export function parseRust(source: string, flags: PatternFlags): ParsedPattern {
  return new RustParser(source, flags).parse()
}

class RustParser {
  private readonly cursor: Cursor
  private readonly tables: UnicodeTables
  private readonly classes: RustClasses
  private flags: RustFlags
  private groups = 0
  private readonly names = new Set<string>()

  constructor(source: string, flags: PatternFlags) {
    this.cursor = new Cursor(source)
    this.tables = UnicodeTables.of(this.cursor)
    this.classes = new RustClasses(this.cursor, this.tables)
    this.flags = {
      i: flags.ignoreCase ?? false,
      m: flags.multiline ?? false,
      s: flags.dotAll ?? false,
      U: false,
      x: false,
      R: false,
      u: flags.unicodeClasses ?? true,
    }
  }

  parse(): ParsedPattern {
    const node = this.alternatives(0)
    if (!this.cursor.done) this.cursor.invalid('unopened group', this.cursor.at, this.cursor.at + 1)
    this.checkSize(rustSize(node))
    return { node, groups: this.groups }
  }

  private checkSize(size: number): void {
    const end = this.cursor.source.length
    if (size > 1.15 * RUST_SIZE_LIMIT) {
      this.cursor.invalid(`compiled regex exceeds size limit of ${RUST_SIZE_LIMIT} bytes`, 0, end)
    }
    if (size > 0.85 * RUST_SIZE_LIMIT) {
      this.cursor.cannotReproduce('the pattern is so near to the size limit of Rust that only Rust can tell', 0, end)
    }
  }

  private checkDepth(depth: number): void {
    if (depth > NEST_LIMIT) {
      this.cursor.invalid(`exceeded the maximum number of nested parentheses/brackets (${NEST_LIMIT})`, this.cursor.at)
    }
  }

  private alternatives(depth: number): Node {
    this.checkDepth(depth)
    const branches: Node[] = []
    do branches.push(this.branch(depth))
    while (this.cursor.skip('|'))
    return alternation(branches)
  }

  private branch(depth: number): Node {
    const cursor: Cursor = this.cursor
    const items: (Node | null)[] = []
    for (;;) {
      this.classes.skipSpace(this.flags)
      if (cursor.done || cursor.sees('|') || cursor.sees(')')) break
      const start = cursor.at
      const char = cursor.next()
      if ('*+?{'.includes(char)) this.repeat(char, start, items)
      else if (char === '(') items.push(this.group(start, depth))
      else items.push(this.item(char, start, depth))
    }
    return sequence(
      items.flatMap((node) =>
        node === null ? [] : node.kind === 'sequence' ? [{ kind: 'group', index: 0, body: node } as const] : [node],
      ),
    )
  }

  private repeat(char: string, start: number, items: (Node | null)[]): void {
    const cursor: Cursor = this.cursor
    const body = items.pop()
    if (!body) cursor.invalid('repetition operator missing expression', start)
    const { min, max } =
      char === '{'
        ? this.counts(start)
        : { min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Number.POSITIVE_INFINITY }
    if (char === '{') this.classes.skipSpace(this.flags)
    const lazy = cursor.skip('?') !== this.flags.U
    items.push({ kind: 'repeat', body, min, max, mode: lazy ? 'lazy' : 'greedy' })
  }

  private counts(start: number): { min: number; max: number } {
    const cursor: Cursor = this.cursor
    const min = this.decimal(start)
    this.classes.skipSpace(this.flags)
    let max = min
    if (cursor.skip(',')) {
      this.classes.skipSpace(this.flags)
      max = cursor.sees('}') ? Number.POSITIVE_INFINITY : this.decimal(start)
      this.classes.skipSpace(this.flags)
    }
    if (!cursor.skip('}')) cursor.invalid('unclosed counted repetition', start)
    if (min > max) cursor.invalid('invalid repetition count range, the start must be <= the end', start)
    return { min, max }
  }

  private decimal(start: number): number {
    const cursor: Cursor = this.cursor
    cursor.take((c) => /^\s$/u.test(c))
    const digits = cursor.take(isDigit)
    cursor.take((c) => /^\s$/u.test(c))
    if (digits === '') cursor.invalid('repetition quantifier expects a valid decimal', start)
    if (Number(digits) > MAX_COUNT) cursor.invalid('decimal literal invalid', start)
    return Number(digits)
  }

  private group(start: number, depth: number): Node | null {
    const cursor: Cursor = this.cursor
    const outer = this.flags
    this.classes.skipSpace(this.flags)
    let index = 0
    if (['?=', '?!', '?<=', '?<!'].some((look) => cursor.sees(look))) {
      cursor.invalid('look-around, including look-ahead and look-behind, is not supported', start, cursor.at + 2)
    }
    if (cursor.skip('?P<') || cursor.skip('?<')) index = this.name(start)
    else if (cursor.skip('?')) {
      const flags = this.readFlags(start)
      if (cursor.next() === ')') {
        this.flags = flags
        return null
      }
      this.flags = flags
    } else index = ++this.groups
    const body = this.alternatives(depth + 1)
    if (!cursor.skip(')')) cursor.invalid('unclosed group', start, start + 1)
    this.flags = outer
    return { kind: 'group', index, body }
  }

  private name(start: number): number {
    const cursor: Cursor = this.cursor
    const end = cursor.source.indexOf('>', cursor.at)
    const name = end < 0 ? cursor.source.slice(cursor.at) : cursor.source.slice(cursor.at, end)
    if (!/^(?:[\p{Alphabetic}_][\p{Alphabetic}\p{N}_.[\]]*)?$/u.test(name))
      cursor.invalid('invalid capture group character', start)
    if (end < 0) cursor.invalid('unclosed capture group name', start, cursor.source.length)
    if (name === '') cursor.invalid('empty capture group name', start)
    cursor.at = end + 1
    if (this.names.has(name)) cursor.invalid('duplicate capture group name', start)
    this.names.add(name)
    return ++this.groups
  }

  /** Reads flags up to, and not including, `:` or `)`. */
  private readFlags(start: number): RustFlags {
    const cursor: Cursor = this.cursor
    const flags = { ...this.flags }
    const seen = new Set<string>()
    let on = true
    let last = ''
    for (;;) {
      if (cursor.done) cursor.invalid('expected flag but got end of regex', start)
      if (cursor.sees(':') || cursor.sees(')')) break
      const char = cursor.next()
      if (char === '-') {
        if (!on) cursor.invalid('flag negation operator repeated', start)
        on = false
      } else if (
        char === 'i' ||
        char === 'm' ||
        char === 's' ||
        char === 'U' ||
        char === 'x' ||
        char === 'R' ||
        char === 'u'
      ) {
        if (seen.has(char)) cursor.invalid('duplicate flag', start)
        seen.add(char)
        flags[char] = on
      } else cursor.invalid(`unrecognized flag ${char}`, start)
      last = char
    }
    if (last === '-') cursor.invalid('dangling flag negation operator', start)
    if (last === '' && cursor.sees(')')) cursor.invalid('repetition operator missing expression', start)
    return flags
  }

  private item(char: string, start: number, depth: number): Node {
    const cursor: Cursor = this.cursor
    const { flags } = this
    switch (char) {
      case '[':
        return { kind: 'set', set: this.checked(this.classes.bracketed(start, flags, depth + 1), start) }
      case '.':
        return { kind: 'set', set: this.dot(start) }
      case '^':
        return this.place(flags.m ? 'lineStart' : 'textStart')
      case '$':
        return this.place(flags.m ? 'lineEnd' : 'textEnd')
      case '\\':
        return this.escape(start)
      default: {
        const code = char.codePointAt(0) as number
        if (code >= 0xd800 && code <= 0xdfff) {
          cursor.cannotReproduce('a lone surrogate cannot be written in a Rust pattern', start)
        }
        return this.literal(code)
      }
    }
  }

  private literal(code: number): Node {
    const { flags } = this
    if (!flags.i) return { kind: 'set', set: single(code) }
    if (flags.u) return { kind: 'set', set: this.tables.simpleFold(single(code)) }
    if (code > 0x7f) return { kind: 'set', set: single(code) }
    return { kind: 'set', set: intersect(this.tables.simpleFold(single(code)), [0, 0x7f]) }
  }

  private dot(start: number): CharSet {
    const { flags } = this
    if (!flags.u) this.cursor.invalid('pattern can match invalid UTF-8', start)
    return flags.s ? ANY : complement(flags.R ? CRLF : NEWLINE)
  }

  /** Without Unicode a set may hold ASCII only, or it could match half a character. */
  private checked(set: CharSet, start: number): CharSet {
    if (!this.flags.u && (set[set.length - 1] ?? 0) > 0x7f)
      this.cursor.invalid('pattern can match invalid UTF-8', start)
    return set
  }

  private place(place: Place): Node {
    const { flags } = this
    if (flags.R && (place === 'lineStart' || place === 'lineEnd')) return crlfPlace(place)
    return {
      kind: 'place',
      place,
      word: flags.u && asksForWords(place) ? this.tables.set('UNICODE_WORD') : ASCII_WORD,
      newline: NEWLINE,
    }
  }

  private escape(start: number): Node {
    const cursor: Cursor = this.cursor
    if (cursor.done) cursor.invalid('incomplete escape sequence, reached end of pattern prematurely', start)
    const special: Readonly<Record<string, Place>> = {
      A: 'textStart',
      z: 'textEnd',
      B: 'notWordBoundary',
      '<': 'wordStart',
      '>': 'wordEnd',
    }
    const char = cursor.peek()
    const found = special[char]
    if (found) {
      cursor.next()
      return this.place(found)
    }
    if (cursor.skip('b')) return this.place(this.boundary())
    const set = this.classes.escape(start, this.flags)
    if (typeof set !== 'number') return { kind: 'set', set: this.checked(set, start) }
    return this.literal(set)
  }

  private boundary(): Place {
    const cursor: Cursor = this.cursor
    const kinds: Readonly<Record<string, Place>> = {
      start: 'wordStart',
      end: 'wordEnd',
      'start-half': 'wordStartHalf',
      'end-half': 'wordEndHalf',
    }
    const braced = /^\{\s*([A-Za-z-]+)\s*(\}?)/.exec(cursor.source.slice(cursor.at))
    if (!braced) return 'wordBoundary'
    const start = cursor.at
    const place = kinds[braced[1] as string]
    cursor.at += braced[0].length
    if (!braced[2]) cursor.invalid('special word boundary assertion is unclosed', start)
    if (!place) cursor.invalid('unrecognized special word boundary assertion', start)
    return place
  }
}

function asksForWords(place: Place): boolean {
  return !['textStart', 'textEnd', 'lineStart', 'lineEnd'].includes(place)
}

/** `^` and `$` in mode `R`: at `\r\n` as one line end, or at either alone. */
function crlfPlace(place: 'lineStart' | 'lineEnd'): Node {
  const look = (ahead: boolean, negated: boolean, code: number): Node => ({
    kind: 'look',
    ahead,
    negated,
    body: { kind: 'set', set: single(code) },
  })
  const at = (kind: 'textStart' | 'textEnd'): Node => ({ kind: 'place', place: kind, word: NONE, newline: NEWLINE })
  if (place === 'lineStart') {
    return alternation([
      at('textStart'),
      look(false, false, 10),
      sequence([look(false, false, 13), look(true, true, 10)]),
    ])
  }
  return alternation([at('textEnd'), look(true, false, 13), sequence([look(true, false, 10), look(false, true, 13)])])
}
