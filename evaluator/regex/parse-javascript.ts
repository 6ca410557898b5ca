import { account } from './account.ts'
import { alternation, type Node, type RepeatMode, sequence } from './ast.ts'
import { type CharSet, charSet, complement, intersect, single, union } from './charset.ts'
import type { ParsedPattern } from './parse-python.ts'
import type { PatternFlags } from './pattern.ts'
import { Cursor, isDigit, isHex, isOctal } from './refusal.ts'
import { ASCII_DIGIT, ASCII_WORD } from './unicode.ts'

const UNITS: CharSet = [0, 0xffff]
const LINE_END: CharSet = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029]
const SPACE: CharSet = charSet([
  0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f,
  0x3000, 0x3000, 0xfeff, 0xfeff,
])

interface Modes {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
}

/**
 * Parses a JavaScript pattern without flag `u` or `v`, by UTF-16 units, with the leniency that browsers agreed on.
 * The pattern must be one that `RegExp` accepts; throws `Refusal` where the parser does not follow it.
 */
export function parseJavaScript(source: string, flags: PatternFlags): ParsedPattern {
  return new JavaScriptParser(source, flags).parse()
}

class JavaScriptParser {
  private readonly cursor: Cursor
  private readonly names = new Map<string, number[]>()
  private readonly total: number
  private modes: Modes
  private groups = 0
  private cases: ReadonlyMap<number, readonly number[]> | null = null

  constructor(source: string, flags: PatternFlags) {
    this.cursor = new Cursor(source)
    this.modes = { i: flags.ignoreCase ?? false, m: flags.multiline ?? false, s: flags.dotAll ?? false }
    this.total = this.countGroups(source)
  }

  parse(): ParsedPattern {
    const node = this.alternatives()
    if (!this.cursor.done) this.cursor.cannotReproduce('a construct that is not followed here', this.cursor.at)
    return { node, groups: this.groups }
  }

  private countGroups(source: string): number {
    let count = 0
    for (const [token, name] of source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?<([^=!>][^>]*)>|\((?!\?)/g)) {
      if (!token.startsWith('(')) continue
      count++
      if (name !== undefined) this.names.set(name, [...(this.names.get(name) ?? []), count])
    }
    return count
  }

  private alternatives(): Node {
    const branches: Node[] = []
    do branches.push(this.branch())
    while (this.cursor.skip('|'))
    return alternation(branches)
  }

  private branch(): Node {
    const cursor: Cursor = this.cursor
    const items: Node[] = []
    while (!cursor.done && !cursor.sees('|') && !cursor.sees(')')) {
      const item = this.quantified(this.item())
      items.push(item.kind === 'sequence' ? { kind: 'group', index: 0, body: item } : item)
    }
    return sequence(items)
  }

  private quantified(node: Node): Node {
    const cursor: Cursor = this.cursor
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/.exec(cursor.source.slice(cursor.at))
    if (!found) return node
    cursor.at += found[0].length
    const mode: RepeatMode = found[5] ? 'lazy' : 'greedy'
    const [, sign, low, comma, high] = found
    const min = sign === undefined ? Number(low) : sign === '+' ? 1 : 0
    const max =
      sign === undefined
        ? comma === undefined
          ? min
          : high === ''
            ? Number.POSITIVE_INFINITY
            : Number(high)
        : sign === '?'
          ? 1
          : Number.POSITIVE_INFINITY
    return { kind: 'repeat', body: node, min, max, mode }
  }

  private item(): Node {
    const cursor: Cursor = this.cursor
    const { modes } = this
    const start = cursor.at
    const char = this.unit()
    switch (char) {
      case '(':
        return this.group(start)
      case '[':
        return { kind: 'set', set: this.set() }
      case '.':
        return { kind: 'set', set: modes.s ? UNITS : intersect(complement(LINE_END), UNITS) }
      case '^':
        return this.place(modes.m ? 'lineStart' : 'textStart')
      case '$':
        return this.place(modes.m ? 'lineEnd' : 'textEnd')
      case '\\':
        return this.escape(start)
      default:
        return this.literal(char.charCodeAt(0))
    }
  }

  private unit(): string {
    return this.cursor.source.charAt(this.cursor.at++)
  }

  private literal(code: number): Node {
    return { kind: 'set', set: this.folded(single(code)) }
  }

  private place(place: 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'notWordBoundary'): Node {
    return { kind: 'place', place, word: ASCII_WORD, newline: LINE_END }
  }

  private group(start: number): Node {
    const cursor: Cursor = this.cursor
    if (!cursor.skip('?')) return this.capture()
    if (cursor.skip(':')) return this.plain(this.modes)
    if (cursor.skip('=')) return this.look(true, false)
    if (cursor.skip('!')) return this.look(true, true)
    if (cursor.skip('<=')) return this.look(false, false)
    if (cursor.skip('<!')) return this.look(false, true)
    if (cursor.skip('<')) {
      cursor.take((c) => c !== '>')
      cursor.at++
      return this.capture()
    }
    const modifiers = /^([ims]*)(?:-([ims]*))?:/.exec(cursor.source.slice(cursor.at))
    if (!modifiers) cursor.cannotReproduce('a construct that is not followed here', start)
    cursor.at += modifiers[0].length
    const on = (letter: 'i' | 'm' | 's') =>
      ((modifiers[1] ?? '').includes(letter) || this.modes[letter]) && !(modifiers[2] ?? '').includes(letter)
    return this.plain({ i: on('i'), m: on('m'), s: on('s') })
  }

  private capture(): Node {
    const index = ++this.groups
    return { kind: 'group', index, body: this.enclosed() }
  }

  private plain(modes: Modes): Node {
    const outer = this.modes
    this.modes = modes
    const body = this.enclosed()
    this.modes = outer
    return { kind: 'group', index: 0, body }
  }

  private look(ahead: boolean, negated: boolean): Node {
    return { kind: 'look', ahead, negated, body: this.enclosed() }
  }

  private enclosed(): Node {
    const node = this.alternatives()
    this.cursor.skip(')')
    return node
  }

  private escape(start: number): Node {
    const cursor: Cursor = this.cursor
    if (cursor.skip('b')) return this.place('wordBoundary')
    if (cursor.skip('B')) return this.place('notWordBoundary')
    const number = /^[1-9]\d*/.exec(cursor.source.slice(cursor.at))?.[0]
    if (number !== undefined && Number(number) <= this.total) {
      cursor.at += number.length
      return { kind: 'backreference', groups: [Number(number)], fold: null }
    }
    const name = /^k<([^>]*)>/.exec(cursor.source.slice(cursor.at))
    if (name && this.names.size > 0) {
      cursor.at += name[0].length
      const groups = this.names.get(name[1] as string)
      if (!groups) cursor.cannotReproduce('a construct that is not followed here', start)
      return { kind: 'backreference', groups, fold: null }
    }
    const found = this.common(false)
    return typeof found === 'number' ? this.literal(found) : { kind: 'set', set: found }
  }

  /** What follows a backslash and is the same in and outside a set. */
  private common(inSet: boolean): CharSet | number {
    const cursor: Cursor = this.cursor
    const char = this.unit()
    const sets: Readonly<Record<string, CharSet>> = { d: ASCII_DIGIT, s: SPACE, w: ASCII_WORD }
    const set = 'dswDSW'.includes(char) ? sets[char.toLowerCase()] : undefined
    if (set) return char === char.toLowerCase() ? set : intersect(complement(set), UNITS)
    const control = { f: 12, n: 10, r: 13, t: 9, v: 11 }[char]
    if (control !== undefined) return control
    const hex = { x: 2, u: 4 }[char]
    if (hex !== undefined) {
      const digits = cursor.source.slice(cursor.at, cursor.at + hex)
      if (digits.length < hex || ![...digits].every(isHex)) return char.charCodeAt(0)
      cursor.at += hex
      return Number.parseInt(digits, 16)
    }
    if (char === 'c') {
      if (/^[A-Za-z]$/.test(cursor.peek()) || (inSet && /^[0-9_]$/.test(cursor.peek())))
        return this.unit().charCodeAt(0) % 32
      cursor.at--
      return 0x5c
    }
    if (isOctal(char)) {
      const digits = char + cursor.take(isOctal, char <= '3' ? 2 : 1)
      return Number.parseInt(digits, 8)
    }
    if (isDigit(char)) return char.charCodeAt(0)
    return char.charCodeAt(0)
  }

  private set(): CharSet {
    const cursor: Cursor = this.cursor
    const negated = cursor.skip('^')
    const sets: CharSet[] = []
    while (!cursor.done && !cursor.skip(']')) {
      const low = this.member()
      if (!cursor.sees('-') || cursor.sees('-]')) {
        sets.push(typeof low === 'number' ? single(low) : low)
        continue
      }
      cursor.at++
      const high = this.member()
      if (typeof low === 'number' && typeof high === 'number') sets.push(charSet([low, high]))
      else for (const end of [low, high, 0x2d]) sets.push(typeof end === 'number' ? single(end) : end)
    }
    const set = this.folded(union([], ...sets))
    return negated ? intersect(complement(set), UNITS) : set
  }

  private member(): CharSet | number {
    const char = this.unit()
    if (char !== '\\') return char.charCodeAt(0)
    if (this.cursor.skip('b')) return 8
    return this.common(true)
  }

  private folded(set: CharSet): CharSet {
    if (!this.modes.i) return set
    const cases = (set[set.length - 1] ?? 0) > 0x7f ? this.allCases() : null
    const wanted = new Set<number>()
    for (let i = 0; i < set.length; i += 2) {
      this.cursor.spend(2 * ((set[i + 1] as number) - (set[i] as number)))
      for (let c = set[i] as number; c <= (set[i + 1] as number); c++) wanted.add(upper(c))
    }
    const bounds: number[] = []
    for (const to of wanted) for (const c of (cases ?? asciiCases).get(to) ?? []) bounds.push(c, c)
    return charSet(bounds)
  }

  private allCases(): ReadonlyMap<number, readonly number[]> {
    this.cases ??= account.shared(casesUpTo, () => casesUpTo(0xffff))
    return this.cases
  }
}

/** Which units stand for one another when case is ignored, by the unit they are compared as. */
function casesUpTo(top: number): ReadonlyMap<number, readonly number[]> {
  const cases = new Map<number, number[]>()
  for (let c = 0; c <= top; c++) {
    const to = upper(c)
    const alike = cases.get(to)
    if (alike) alike.push(c)
    else cases.set(to, [c])
  }
  return cases
}

/** ECMAScript's Canonicalize without flag `u`. */
function upper(code: number): number {
  const text = String.fromCharCode(code).toUpperCase()
  const to = text.charCodeAt(0)
  return text.length !== 1 || (code > 0x7f && to <= 0x7f) ? code : to
}

const asciiCases = casesUpTo(0x7f)
