import { EMPTY, type Fold, type Node, type RepeatMode } from './ast.ts'
import { ANY, complement, single } from './charset.ts'
import type { PatternFlags } from './pattern.ts'
import { PythonEscapes } from './python-escapes.ts'
import {
  capped,
  type Item,
  literal,
  literalMember,
  MAX_REPEAT,
  merge,
  place,
  toNode,
  totalWidth,
} from './python-items.ts'
import { type PythonFlags, type PythonMember, pythonCategory, pythonSet } from './python-sets.ts'
import { Cursor, isAsciiLetter, isDigit } from './refusal.ts'
import { UnicodeTables } from './unicode.ts'

/** Python's own recursion gives out somewhat beyond this; the exact depth depends on its caller's stack. */
const MAX_NESTING = 150
const NEWLINE = single(10)
const NOT_NEWLINE = complement(NEWLINE)

/** A parsed pattern. */
export interface ParsedPattern {
  readonly node: Node
  readonly groups: number
}

/** Parses Python 3.11 `re` syntax of a `str` pattern; throws `Refusal`. */
export function parsePython(source: string, flags: PatternFlags): ParsedPattern {
  return new PythonParser(source, flags).parse()
}

class PythonParser {
  private readonly cursor: Cursor
  private readonly escapes: PythonEscapes
  private readonly widths: (readonly [number, number] | null)[] = [[0, 0]]
  private readonly names = new Map<string, number>()
  private readonly conditions: { group: number; at: number }[] = []
  private lookbehindGroups: number | null = null
  private global: PythonFlags
  private templateMode = false
  private unicodeFlag = false

  constructor(source: string, flags: PatternFlags) {
    this.cursor = new Cursor(source)
    this.escapes = new PythonEscapes(this.cursor)
    this.global = {
      ignoreCase: flags.ignoreCase ?? false,
      multiline: flags.multiline ?? false,
      dotAll: flags.dotAll ?? false,
      verbose: false,
      ascii: flags.unicodeClasses === false,
      tables: UnicodeTables.of(this.cursor),
    }
  }

  parse(): ParsedPattern {
    const items = this.alternatives(this.global, 0)
    if (this.unicodeFlag && this.global.ascii) {
      this.cursor.raises('ValueError', 'ASCII and UNICODE flags are incompatible', 0)
    }
    if (!this.cursor.done) this.cursor.invalid('unbalanced parenthesis', this.cursor.at, this.cursor.at + 1)
    for (const { group, at } of this.conditions) {
      if (group >= this.widths.length)
        this.cursor.invalid(`invalid group reference ${group}`, at, at + `${group}`.length)
    }
    return { node: toNode(items), groups: this.widths.length - 1 }
  }

  private alternatives(flags: PythonFlags, depth: number): readonly Item[] {
    if (depth > MAX_NESTING) {
      this.cursor.cannotReproduce('groups are nested so deeply that Python may run out of stack', this.cursor.at)
    }
    const branches: (readonly Item[])[] = []
    do {
      const now = depth === 0 ? this.global : flags
      branches.push(this.branch(now, depth, depth === 0 && branches.length === 0))
    } while (this.cursor.skip('|'))
    return branches.length === 1 ? (branches[0] as readonly Item[]) : merge(branches, depth === 0 ? this.global : flags)
  }

  private branch(given: PythonFlags, depth: number, first: boolean): readonly Item[] {
    const cursor: Cursor = this.cursor
    let flags = given
    const items: Item[] = []
    while (!cursor.done && !cursor.sees('|') && !cursor.sees(')')) {
      const start = cursor.at
      const char = cursor.next()
      if (flags.verbose && ' \t\n\r\v\f'.includes(char)) continue
      if (flags.verbose && char === '#') {
        this.skipComment()
        continue
      }
      if (char === '\\') items.push(this.escape(start, flags))
      else if (char === '[') items.push(this.set(start, flags))
      else if (char === '.')
        items.push({
          node: { kind: 'set', set: flags.dotAll ? ANY : NOT_NEWLINE },
          kind: 'other',
          key: '.',
          width: [1, 1],
        })
      else if (char === '^') items.push(place(flags.multiline ? 'lineStart' : 'textStart', '^'))
      else if (char === '$') items.push(place(flags.multiline ? 'lineEnd' : 'lastLineEnd', '$'))
      else if (char === '(') {
        const added = this.group(start, flags, depth, first && items.length === 0)
        if (added === 'flags') flags = this.global
        else if (added !== 'nothing') items.push(added)
      } else if ('*+?{'.includes(char)) this.repeat(char, start, items, flags)
      else items.push(literal(char.codePointAt(0) as number, flags))
    }
    return items.flatMap((item) => item.inner ?? [item])
  }

  private skipComment(): void {
    const cursor: Cursor = this.cursor
    while (!cursor.done) {
      const char = cursor.next()
      if (char === '\n') return
      if (char === '\\' && cursor.next() === '') cursor.invalid('bad escape (end of pattern)', cursor.at - 1)
    }
  }

  private escape(start: number, flags: PythonFlags): Item {
    const found = this.escapes.read(start, this.widths.length)
    switch (found.kind) {
      case 'literal':
        return literal(found.codePoint, flags)
      case 'category':
        return {
          node: { kind: 'set', set: pythonCategory(found.letter, flags) },
          kind: 'other',
          members: [{ category: found.letter }],
          key: `\\${found.letter}`,
          width: [1, 1],
        }
      case 'place':
        return this.placeEscape(found.letter, flags)
      case 'reference':
        return this.reference(found.group, start, start, flags)
    }
  }

  private placeEscape(letter: string, flags: PythonFlags): Item {
    if (letter === 'A') return place('textStart', '\\A')
    if (letter === 'Z') return place('textEnd', '\\Z')
    const word = pythonCategory('w', flags)
    return {
      node: { kind: 'place', place: letter === 'b' ? 'wordBoundary' : 'notWordBoundaryInText', word, newline: NEWLINE },
      kind: 'place',
      key: `\\${letter}`,
      width: [0, 0],
    }
  }

  private reference(group: number, start: number, at: number, flags: PythonFlags): Item {
    const width = this.widths[group]
    if (group >= this.widths.length) this.cursor.invalid(`invalid group reference ${group}`, at)
    if (!width) this.cursor.invalid('cannot refer to an open group', start)
    this.checkLookbehind(group, start)
    return {
      node: { kind: 'backreference', groups: [group], fold: foldOf(flags) },
      kind: 'other',
      key: `ref ${group}`,
      width,
    }
  }

  private checkLookbehind(group: number, start: number): void {
    if (this.lookbehindGroups === null) return
    if (!this.widths[group]) this.cursor.invalid('cannot refer to an open group', start)
    if (group >= this.lookbehindGroups) {
      this.cursor.invalid('cannot refer to group defined in the same lookbehind subpattern', start)
    }
  }

  private set(start: number, flags: PythonFlags): Item {
    const cursor: Cursor = this.cursor
    const members: PythonMember[] = []
    const negated = cursor.skip('^')
    for (;;) {
      if (cursor.done) cursor.invalid('unterminated character set', start, start + 1)
      const memberStart = cursor.at
      const char = cursor.next()
      if (char === ']' && members.length > 0) break
      const low = char === '\\' ? this.escapes.readInSet(memberStart) : literalMember(char)
      if (!cursor.skip('-')) {
        members.push(low)
        continue
      }
      if (cursor.done) cursor.invalid('unterminated character set', start, start + 1)
      if (cursor.skip(']')) {
        members.push(low, literalMember('-'))
        break
      }
      const highStart = cursor.at
      const highChar = cursor.next()
      const high = highChar === '\\' ? this.escapes.readInSet(highStart) : literalMember(highChar)
      if ('category' in low || 'category' in high || high.lo < low.lo) {
        cursor.invalid(`bad character range ${cursor.source.slice(memberStart, cursor.at)}`, memberStart)
      }
      members.push({ lo: low.lo, hi: high.lo })
    }
    const only = members.every((m) => JSON.stringify(m) === JSON.stringify(members[0])) ? members[0] : undefined
    const key = `[${negated} ${JSON.stringify(members)}`
    if (only && 'lo' in only && only.lo === only.hi) {
      const one = literal(only.lo, flags)
      if (!negated) return one
      const set = one.node.kind === 'set' ? complement(one.node.set) : ANY
      return { node: { kind: 'set', set }, kind: 'other', key, width: [1, 1] }
    }
    const node: Node = { kind: 'set', set: pythonSet(members, negated, flags) }
    return { node, kind: 'other', ...(negated ? {} : { members }), key, width: [1, 1] }
  }

  private repeat(char: string, start: number, items: Item[], flags: PythonFlags): void {
    const cursor: Cursor = this.cursor
    let min = char === '+' ? 1 : 0
    let max = char === '?' ? 1 : Number.POSITIVE_INFINITY
    if (char === '{') {
      const counts = /^(?!\})(\d*)(?:(,)(\d*))?\}/.exec(cursor.source.slice(cursor.at))
      if (!counts) {
        items.push(literal(0x7b, flags))
        return
      }
      cursor.at += counts[0].length
      const [, low = '', comma, high = ''] = counts
      const top = comma ? high : low
      if (low !== '') min = Number(low)
      if (top !== '') max = Number(top)
      if (min >= MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max >= MAX_REPEAT)) {
        cursor.raises('OverflowError', 'the repetition number is too large', start)
      }
      if (max < min) cursor.invalid('min repeat greater than max repeat', start)
    }
    const item = items[items.length - 1]
    if (!item || item.kind === 'place') cursor.invalid('nothing to repeat', start)
    if (item.kind === 'repeat') cursor.invalid('multiple repeat', start)
    const mode: RepeatMode = cursor.skip('?') ? 'lazy' : cursor.skip('+') ? 'possessive' : 'greedy'
    if (this.templateMode) cursor.invalid('internal: unsupported template operator', start)
    const top = max === Number.POSITIVE_INFINITY ? MAX_REPEAT : max
    items[items.length - 1] = {
      node: { kind: 'repeat', body: item.node, min, max, mode },
      kind: 'repeat',
      key: null,
      width: capped(item.width[0] * min, item.width[1] * top),
    }
  }

  private group(start: number, flags: PythonFlags, depth: number, atStart: boolean): Item | 'flags' | 'nothing' {
    const cursor: Cursor = this.cursor
    if (!cursor.skip('?')) return this.capture(null, start, flags, depth)
    const char = cursor.next()
    if (char === '') cursor.invalid('unexpected end of pattern', start)
    if (char === 'P') return this.pythonExtension(start, flags, depth)
    if (char === ':') return this.plainGroup(start, flags, depth, false)
    if (char === '>') {
      const inner = this.plainGroup(start, flags, depth, false)
      return { node: { kind: 'atomic', body: inner.node }, kind: 'other', key: null, width: inner.width }
    }
    if (char === '#') {
      while (!cursor.skip(')')) {
        if (cursor.done) cursor.invalid('missing ), unterminated comment', start)
        if (cursor.next() === '\\') cursor.next()
      }
      return 'nothing'
    }
    if (char === '=' || char === '!') return this.look(true, char === '!', start, flags, depth)
    if (char === '<') {
      const kind = cursor.next()
      if (kind === '') cursor.invalid('unexpected end of pattern', start)
      if (kind !== '=' && kind !== '!') {
        cursor.invalid(`unknown extension ?<${kind} (Python writes a named group (?P<name>…))`, start + 1)
      }
      return this.look(false, kind === '!', start, flags, depth)
    }
    if (char === '(') return this.conditional(start, flags, depth)
    if (char === '-' || 'iLmsxatu'.includes(char)) return this.flagGroup(char, start, flags, depth, atStart)
    cursor.invalid(`unknown extension ?${char}`, start + 1)
  }

  private close(start: number): void {
    if (!this.cursor.skip(')')) this.cursor.invalid('missing ), unterminated subpattern', start, start + 1)
  }

  private capture(name: string | null, start: number, flags: PythonFlags, depth: number): Item {
    const index = this.widths.length
    this.widths.push(null)
    if (name !== null) this.names.set(name, index)
    const items = this.alternatives(flags, depth + 1)
    this.close(start)
    const width = totalWidth(items)
    this.widths[index] = width
    return { node: { kind: 'group', index, body: toNode(items) }, kind: 'other', key: null, width }
  }

  private plainGroup(start: number, flags: PythonFlags, depth: number, setsFlags: boolean): Item {
    const items = this.alternatives(flags, depth + 1)
    this.close(start)
    const shared = { node: toNode(items), kind: 'other', key: null, width: totalWidth(items) } as const
    return setsFlags ? shared : { ...shared, inner: items }
  }

  private look(ahead: boolean, negated: boolean, start: number, flags: PythonFlags, depth: number): Item {
    const outer = this.lookbehindGroups
    if (!ahead && outer === null) this.lookbehindGroups = this.widths.length
    const items = this.alternatives(flags, depth + 1)
    if (!ahead && outer === null) this.lookbehindGroups = null
    this.close(start)
    const [low, high] = totalWidth(items)
    if (!ahead && low !== high) this.cursor.invalid('look-behind requires fixed-width pattern', start)
    return { node: { kind: 'look', ahead, negated, body: toNode(items) }, kind: 'other', key: null, width: [0, 0] }
  }

  private name(terminator: string): { name: string; at: number } {
    const cursor: Cursor = this.cursor
    const at = cursor.at
    const end = cursor.source.indexOf(terminator, at)
    const name = end < 0 ? cursor.source.slice(at) : cursor.source.slice(at, end)
    if (name === '') cursor.invalid('missing group name', at)
    if (end < 0) cursor.invalid(`missing ${terminator}, unterminated name`, at, cursor.source.length)
    cursor.at = end + 1
    return { name, at }
  }

  private identifier(terminator: string): { name: string; at: number } {
    const found = this.name(terminator)
    if (!isIdentifier(found.name)) {
      this.cursor.invalid(`bad character in group name '${found.name}'`, found.at, found.at + found.name.length)
    }
    return found
  }

  private pythonExtension(start: number, flags: PythonFlags, depth: number): Item {
    const cursor: Cursor = this.cursor
    if (cursor.skip('<')) {
      const { name, at } = this.identifier('>')
      const known = this.names.get(name)
      if (known !== undefined) {
        cursor.invalid(`redefinition of group name '${name}' as group ${this.widths.length}; was group ${known}`, at)
      }
      return this.capture(name, start, flags, depth)
    }
    if (cursor.skip('=')) {
      const { name, at } = this.identifier(')')
      const group = this.names.get(name)
      if (group === undefined) cursor.invalid(`unknown group name '${name}'`, at)
      return this.reference(group, at, at, flags)
    }
    const char = cursor.next()
    if (char === '') cursor.invalid('unexpected end of pattern', start)
    cursor.invalid(`unknown extension ?P${char}`, start + 1)
  }

  private conditional(start: number, flags: PythonFlags, depth: number): Item {
    const cursor: Cursor = this.cursor
    const { name, at } = this.name(')')
    let group: number
    if (isIdentifier(name)) {
      const known = this.names.get(name)
      if (known === undefined) cursor.invalid(`unknown group name '${name}'`, at)
      group = known
    } else {
      const number = /^\s*\+?(\d+(?:_\d+)*)\s*$/.exec(name)?.[1]
      if (number === undefined) cursor.invalid(`bad character in group name '${name}'`, at)
      group = Number(number.replaceAll('_', ''))
      if (group === 0) cursor.invalid('bad group number', at)
      this.conditions.push({ group, at })
    }
    this.checkLookbehind(group, at)
    const yes = this.branch(flags, depth + 1, false)
    const no = cursor.skip('|') ? this.branch(flags, depth + 1, false) : null
    if (cursor.sees('|')) cursor.invalid('conditional backref with more than two branches', cursor.at, cursor.at + 1)
    this.close(start)
    const [yesLow, yesHigh] = totalWidth(yes)
    const [noLow, noHigh] = no ? totalWidth(no) : [0, 0]
    return {
      node: { kind: 'conditional', group, yes: toNode(yes), no: no ? toNode(no) : EMPTY },
      kind: 'other',
      key: null,
      width: [Math.min(yesLow, noLow), Math.max(yesHigh, noHigh)],
    }
  }

  private flagGroup(
    firstChar: string,
    start: number,
    flags: PythonFlags,
    depth: number,
    atStart: boolean,
  ): Item | 'flags' {
    const cursor: Cursor = this.cursor
    const { added, removed, end } = this.readFlags(firstChar, start)
    if (end === ')') {
      if (!atStart) cursor.invalid('global flags not at the start of the expression', start)
      if (added.includes('u')) this.unicodeFlag = true
      if (added.includes('t')) this.templateMode = true
      this.global = applyFlags(this.global, added.replace('u', ''), '')
      return 'flags'
    }
    const inner = applyFlags(flags, added, removed)
    if (inner.ascii !== this.global.ascii && /^[(?:]*$/.test(cursor.source.slice(0, start))) {
      // CPython looks for the start of a match with the outer flags' classes, and so misses some.
      cursor.cannotReproduce('Python skips matches of a pattern that begins with a group of its own flag a or u', start)
    }
    return this.plainGroup(start, inner, depth, added + removed !== '')
  }

  private readFlags(firstChar: string, start: number): { added: string; removed: string; end: string } {
    const cursor: Cursor = this.cursor
    const isLetter = (char: string) => /^\p{L}$/u.test(char)
    let added = ''
    let char = firstChar
    while (char !== '-') {
      if (char === 'L') cursor.invalid("bad inline flags: cannot use 'L' flag with a str pattern", start)
      added += char
      if (/a/.test(added) && /u/.test(added)) {
        cursor.invalid("bad inline flags: flags 'a', 'u' and 'L' are incompatible", start)
      }
      char = cursor.next()
      if (char === ')') return { added, removed: '', end: ')' }
      if (char === ':' || char === '-') break
      if (char === '' || !'iLmsxatu'.includes(char)) {
        cursor.invalid(isLetter(char) ? `unknown flag ${char}` : 'missing -, : or )', cursor.at - char.length)
      }
    }
    if (added.includes('t')) cursor.invalid('bad inline flags: cannot turn on global flag', start)
    let removed = ''
    if (char === '-') {
      char = cursor.next()
      do {
        if (char === '' || !'iLmsxatu'.includes(char)) {
          const missing = removed === '' ? 'missing flag' : 'missing :'
          cursor.invalid(isLetter(char) ? `unknown flag ${char}` : missing, cursor.at - char.length)
        }
        if ('aLu'.includes(char)) cursor.invalid("bad inline flags: cannot turn off flags 'a', 'u' and 'L'", start)
        removed += char
        char = cursor.next()
      } while (char !== ':')
    }
    if (removed.includes('t')) cursor.invalid('bad inline flags: cannot turn off global flag', start)
    if ([...removed].some((flag) => added.includes(flag))) {
      cursor.invalid('bad inline flags: flag turned on and off', start)
    }
    return { added, removed, end: ':' }
  }
}

function applyFlags(flags: PythonFlags, added: string, removed: string): PythonFlags {
  const flag = (letter: string, now: boolean) => (now || added.includes(letter)) && !removed.includes(letter)
  return {
    ignoreCase: flag('i', flags.ignoreCase),
    multiline: flag('m', flags.multiline),
    dotAll: flag('s', flags.dotAll),
    verbose: flag('x', flags.verbose),
    tables: flags.tables,
    ascii: added.includes('a') || (flags.ascii && !added.includes('u')),
  }
}

function foldOf(flags: PythonFlags): Fold | null {
  if (!flags.ignoreCase) return null
  return flags.ascii ? (c) => (c >= 0x41 && c <= 0x5a ? c + 32 : c) : (c) => flags.tables.pythonLower(c)
}

function isIdentifier(name: string): boolean {
  return (
    /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) &&
    (isAsciiLetter(name[0] as string) || !isDigit(name[0] as string))
  )
}
