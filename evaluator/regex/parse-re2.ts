import { alternation, type Node, sequence } from './ast.ts'
import { ANY, type CharSet, charSet, complement, NONE, single, union } from './charset.ts'
import type { ParsedPattern } from './parse-python.ts'
import type { PatternFlags } from './pattern.ts'
import { posixClass } from './posix-classes.ts'
import { Cursor, isOctal } from './refusal.ts'
import { ASCII_DIGIT, ASCII_WORD, RE2_SPACE, UnicodeTables } from './unicode.ts'
import { re2Property } from './unicode-property.ts'

const MAX_REPEAT = 1000
const MAX_HEIGHT = 1000
/** RE2's bound on the instructions of the expanded pattern. */
const MAX_SIZE = 1398101
const NEWLINE = single(10)

interface Re2Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly U: boolean
}

/** Parses RE2 syntax (Perl mode, as `RE2(pattern)` reads it); throws `Refusal`. */
export function parseRe2(source: string, flags: PatternFlags): ParsedPattern {
  return new Re2Parser(source, flags).parse()
}

class Re2Parser {
  private readonly cursor: Cursor
  private readonly tables: UnicodeTables
  private flags: Re2Flags
  private groups = 0
  private readonly names = new Set<string>()

  constructor(source: string, flags: PatternFlags) {
    this.cursor = new Cursor(source)
    this.tables = UnicodeTables.of(this.cursor)
    this.flags = { i: flags.ignoreCase ?? false, m: flags.multiline ?? false, s: flags.dotAll ?? false, U: false }
  }

  parse(): ParsedPattern {
    const node = this.alternatives(0)
    const cursor: Cursor = this.cursor
    if (!cursor.done) cursor.invalid('unexpected )', cursor.at, cursor.at + 1)
    if (size(node) > MAX_SIZE) cursor.invalid('expression too large', 0, cursor.source.length)
    return { node, groups: this.groups }
  }

  private alternatives(depth: number): Node {
    if (depth > MAX_HEIGHT) this.cursor.invalid('expression nests too deeply', this.cursor.at)
    const branches: Node[] = []
    do branches.push(this.branch(depth))
    while (this.cursor.skip('|'))
    return alternation(branches)
  }

  private branch(depth: number): Node {
    const cursor: Cursor = this.cursor
    const items: Node[] = []
    let afterRepeat: number | null = null
    while (!cursor.done && !cursor.sees('|') && !cursor.sees(')')) {
      const start = cursor.at
      const counts = this.counts()
      if (counts) {
        const lazy = cursor.skip('?') !== this.flags.U
        if (afterRepeat !== null) {
          cursor.invalid(
            `invalid nested repetition operator: ${cursor.source.slice(afterRepeat, cursor.at)}`,
            afterRepeat,
          )
        }
        const body = items.pop()
        if (!body)
          cursor.invalid(`missing argument to repetition operator: ${cursor.source.slice(start, cursor.at)}`, start)
        const node: Node = { kind: 'repeat', body, ...counts, mode: lazy ? 'lazy' : 'greedy' }
        if (
          counts.counted &&
          (counts.min >= 2 || (counts.max >= 2 && counts.max < Infinity)) &&
          !fits(node, MAX_REPEAT)
        ) {
          cursor.invalid(`invalid repeat count: ${cursor.source.slice(start, cursor.at)}`, start)
        }
        items.push(node)
        afterRepeat = start
        continue
      }
      afterRepeat = null
      const item = this.item(depth)
      if (Array.isArray(item)) items.push(...item)
      else if (item) items.push(item)
    }
    return items.length === 1
      ? (items[0] as Node)
      : sequence(items.map((n) => (n.kind === 'sequence' ? ({ kind: 'group', index: 0, body: n } as Node) : n)))
  }

  private counts(): { min: number; max: number; counted: boolean } | null {
    const cursor: Cursor = this.cursor
    if (cursor.skip('*')) return { min: 0, max: Number.POSITIVE_INFINITY, counted: false }
    if (cursor.skip('+')) return { min: 1, max: Number.POSITIVE_INFINITY, counted: false }
    if (cursor.skip('?')) return { min: 0, max: 1, counted: false }
    if (!cursor.sees('{')) return null
    const found = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(cursor.source.slice(cursor.at, cursor.at + 4096))
    if (!found) return null
    const start = cursor.at
    cursor.at += found[0].length
    const min = Number(found[1])
    const max = found[2] === undefined ? min : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3])
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT) || min > max) {
      cursor.invalid(`invalid repeat count: ${found[0]}`, start)
    }
    return { min, max, counted: true }
  }

  private item(depth: number): Node | Node[] | null {
    const cursor: Cursor = this.cursor
    const start = cursor.at
    const char = cursor.next()
    switch (char) {
      case '(':
        return this.group(start, depth)
      case '[':
        return { kind: 'set', set: this.set(start) }
      case '.':
        return { kind: 'set', set: this.flags.s ? ANY : complement(NEWLINE) }
      case '^':
        return place(this.flags.m ? 'lineStart' : 'textStart')
      case '$':
        return place(this.flags.m ? 'lineEnd' : 'textEnd')
      case '\\':
        return this.escape(start)
      default:
        return this.literal(char.codePointAt(0) as number)
    }
  }

  private literal(codePoint: number): Node {
    return { kind: 'set', set: this.folded(single(codePoint)) }
  }

  private folded(set: CharSet): CharSet {
    return this.flags.i ? this.tables.simpleFold(set) : set
  }

  private group(start: number, depth: number): Node | null {
    const cursor: Cursor = this.cursor
    const outer = this.flags
    let index = 0
    if (!cursor.skip('?')) index = ++this.groups
    else if (cursor.sees('P<') || cursor.sees('<')) {
      index = this.name(start)
    } else if (!this.readFlags(start)) return null
    const body = this.alternatives(depth + 1)
    if (!cursor.skip(')')) cursor.invalid(`missing closing ): ${cursor.source}`, start, start + 1)
    this.flags = outer
    return { kind: 'group', index, body }
  }

  private name(start: number): number {
    const cursor: Cursor = this.cursor
    if (!cursor.skip('P<')) cursor.skip('<')
    const end = cursor.source.indexOf('>', cursor.at)
    if (end < 0) cursor.invalid(`invalid named capture: ${cursor.source.slice(start)}`, start, cursor.source.length)
    const name = cursor.source.slice(cursor.at, end)
    cursor.at = end + 1
    if (!/^\w+$/.test(name)) cursor.invalid(`invalid named capture: ${cursor.source.slice(start, cursor.at)}`, start)
    if (this.names.has(name)) cursor.invalid(`duplicate capture group name: ${name}`, start)
    this.names.add(name)
    return ++this.groups
  }

  /** Reads `i`, `-s:` and the like; true when a group opens, false when the flags hold for what follows. */
  private readFlags(start: number): boolean {
    const cursor: Cursor = this.cursor
    const flags = { ...this.flags }
    let on = true
    let sawFlag = false
    while (!cursor.done) {
      const char = cursor.next()
      if (char === 'i' || char === 'm' || char === 's' || char === 'U') {
        flags[char] = on
        sawFlag = true
      } else if (char === '-' && on) {
        on = false
        sawFlag = false
      } else if ((char === ':' || char === ')') && (on || sawFlag)) {
        if (char === ')') this.flags = flags
        else {
          this.openFlags(flags)
        }
        return char === ':'
      } else break
    }
    cursor.invalid(
      `invalid or unsupported Perl syntax: ${cursor.source.slice(start, cursor.at)} (RE2 has no look-around, atomic group or back-reference)`,
      start,
    )
  }

  private openFlags(flags: Re2Flags): void {
    this.flags = flags
  }

  private escape(start: number): Node | Node[] {
    const cursor: Cursor = this.cursor
    if (cursor.skip('A')) return place('textStart')
    if (cursor.skip('z')) return place('textEnd')
    if (cursor.skip('b')) return place('wordBoundary')
    if (cursor.skip('B')) return place('notWordBoundary')
    if (cursor.skip('Q')) {
      const end = cursor.source.indexOf('\\E', cursor.at)
      const quoted = cursor.source.slice(cursor.at, end < 0 ? undefined : end)
      cursor.at = end < 0 ? cursor.source.length : end + 2
      return [...quoted].map((char) => this.literal(char.codePointAt(0) as number))
    }
    const set = this.classEscape(start)
    return set ? { kind: 'set', set } : this.literal(this.characterEscape(start))
  }

  /** `\d`, `\PL` and the like, the cursor behind the backslash; null when something else stands there. */
  private classEscape(start: number): CharSet | null {
    const cursor: Cursor = this.cursor
    const char = cursor.peek()
    if (char === 'p' || char === 'P') return this.property(start)
    const sets: Readonly<Record<string, CharSet>> = { d: ASCII_DIGIT, s: RE2_SPACE, w: ASCII_WORD }
    const set = sets[char.toLowerCase()]
    if (!set || !'dswDSW'.includes(char) || char === '') return null
    cursor.next()
    const folded = this.folded(set)
    return char === char.toLowerCase() ? folded : complement(folded)
  }

  private property(start: number): CharSet {
    const cursor: Cursor = this.cursor
    let negated = cursor.next() === 'P'
    if (cursor.done) cursor.invalid(`invalid character class range: ${cursor.source.slice(start)}`, start)
    let name = cursor.next()
    if (name === '{') {
      const end = cursor.source.indexOf('}', cursor.at)
      if (end < 0)
        cursor.invalid(`invalid character class range: ${cursor.source.slice(start)}`, start, cursor.source.length)
      name = cursor.source.slice(cursor.at, end)
      cursor.at = end + 1
    }
    if (name.startsWith('^')) {
      negated = !negated
      name = name.slice(1)
    }
    const set = this.tables.property(name, () => re2Property(name))
    if (!set) cursor.invalid(`invalid character class range: ${cursor.source.slice(start, cursor.at)}`, start)
    return negated ? this.tables.complement(this.folded(set)) : this.folded(set)
  }

  private characterEscape(start: number): number {
    const cursor: Cursor = this.cursor
    if (cursor.done) cursor.invalid('trailing backslash at end of expression', start)
    const char = cursor.next()
    const control = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[char]
    if (control !== undefined) return control
    if (char === '0' || (isOctal(char) && isOctal(cursor.peek()))) {
      return Number.parseInt(char + cursor.take(isOctal, 2), 8)
    }
    if (char === 'x') {
      const braced = /^\{([0-9a-fA-F]+)\}/.exec(cursor.source.slice(cursor.at))
      const digits = braced ? braced[1] : /^[0-9a-fA-F]{2}/.exec(cursor.source.slice(cursor.at))?.[0]
      const code = digits === undefined ? Number.NaN : Number.parseInt(digits, 16)
      if (code <= 0x10ffff) {
        cursor.at += (braced?.[0] ?? digits ?? '').length
        return code
      }
    } else if (/^[\0-/:-@[-`{-\x7f]$/.test(char)) return char.codePointAt(0) as number
    cursor.invalid(`invalid escape sequence: ${cursor.source.slice(start, cursor.at)}`, start)
  }

  private set(start: number): CharSet {
    const cursor: Cursor = this.cursor
    const negated = cursor.skip('^')
    const sets: CharSet[] = []
    for (let first = true; first || !cursor.sees(']'); first = false) {
      if (cursor.done) cursor.invalid(`missing closing ]: ${cursor.source.slice(start)}`, start)
      const posix = this.posix()
      if (posix) {
        sets.push(posix)
        continue
      }
      const memberStart = cursor.at
      if (cursor.sees('\\')) {
        cursor.at++
        const escaped = this.classEscape(memberStart)
        if (escaped) {
          sets.push(escaped)
          continue
        }
        cursor.at = memberStart
      }
      const low = this.setCharacter(start)
      let high = low
      if (cursor.sees('-') && !cursor.sees('-]')) {
        cursor.at++
        high = this.setCharacter(start)
        if (high < low) {
          cursor.invalid(`invalid character class range: ${cursor.source.slice(memberStart, cursor.at)}`, memberStart)
        }
      }
      sets.push(this.folded(charSet([low, high])))
    }
    cursor.at++
    this.tables.spend(sets.reduce((sum, { length }) => sum + length, 0))
    const set = union(NONE, ...sets)
    return negated ? complement(set) : set
  }

  private setCharacter(start: number): number {
    const cursor: Cursor = this.cursor
    if (cursor.done) cursor.invalid(`missing closing ]: ${cursor.source.slice(start)}`, start)
    const at = cursor.at
    const char = cursor.next()
    return char === '\\' ? this.characterEscape(at) : (char.codePointAt(0) as number)
  }

  private posix(): CharSet | null {
    const cursor: Cursor = this.cursor
    if (!cursor.sees('[:')) return null
    const end = cursor.source.indexOf(':]', cursor.at + 2)
    if (end < 0) return null
    const start = cursor.at
    const name = cursor.source.slice(start + 2, end)
    cursor.at = end + 2
    const set = posixClass(name.replace(/^\^/, ''))
    if (!set) cursor.invalid(`invalid character class range: ${cursor.source.slice(start, cursor.at)}`, start)
    return name.startsWith('^') ? complement(this.folded(set)) : this.folded(set)
  }
}

function place(kind: 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'notWordBoundary'): Node {
  return { kind: 'place', place: kind, word: ASCII_WORD, newline: NEWLINE }
}

function fits(node: Node, limit: number): boolean {
  let left = limit
  if (
    node.kind === 'repeat' &&
    !(node.min <= 1 && (node.max === 1 || node.max === Number.POSITIVE_INFINITY) && !isCounted(node))
  ) {
    const count = node.max === Number.POSITIVE_INFINITY ? node.min : node.max
    if (node.max === 0) return true
    if (count > left) return false
    if (count > 0) left = Math.trunc(left / count)
  }
  const below = node.kind === 'sequence' || node.kind === 'alternation' ? node.items : 'body' in node ? [node.body] : []
  return below.every((child) => fits(child, left))
}

function isCounted(node: Node): boolean {
  return 'counted' in node && node.counted === true
}

function size(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return Math.max(
        1,
        node.items.reduce((sum, item) => sum + size(item), 0),
      )
    case 'alternation':
      return node.items.reduce((sum, item) => sum + size(item), node.items.length - 1)
    case 'group':
      return size(node.body) + (node.index > 0 ? 2 : 0)
    case 'repeat': {
      const body = size(node.body)
      if (node.max !== Number.POSITIVE_INFINITY) return Math.max(1, node.max * body + (node.max - node.min))
      return node.min === 0 ? 2 + body : 1 + node.min * body
    }
    default:
      return 1
  }
}
