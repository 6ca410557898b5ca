import { blanks, Cursor } from './cursor.ts'
import { YamlFailure } from './failure.ts'
import { scanBlock, scanPlain } from './scan-plain.ts'
import { scanQuoted } from './scan-quoted.ts'
import { scanAnchor, scanDirective, scanTag } from './scan-words.ts'
import type { Token, TokenKind } from './tokens.ts'

/** A place where a key without `?` may have begun: it is one if a `:` follows on its line, within 1,024 characters. */
export interface SimpleKey {
  readonly token: number
  readonly required: boolean
  readonly at: number
  readonly line: number
  readonly column: number
}

const keyLength = 1024
const brackets: Readonly<Record<string, TokenKind>> = {
  '[': 'flow-sequence-start',
  '{': 'flow-mapping-start',
  ']': 'flow-sequence-end',
  '}': 'flow-mapping-end',
}

/** Cuts a text into PyYAML's tokens, no further than they are asked for, so that errors come in its order. */
export class Scanner {
  readonly cursor: Cursor
  protected readonly tokens: Token[] = []
  private taken = 0
  private done = false
  protected indent = -1
  private readonly indents: number[] = []
  protected depth = 0
  protected keyAllowed = true
  private readonly keys = new Map<number, SimpleKey>()

  constructor(text: string, cursor = new Cursor(text)) {
    this.cursor = cursor
    this.cursor.peek()
  }

  peek(): Token {
    while (this.needsMore()) this.fetch()
    return this.tokens[0] as Token
  }

  is(...kinds: TokenKind[]): boolean {
    return kinds.includes(this.peek().kind)
  }

  take(): Token {
    const token = this.peek()
    this.tokens.shift()
    this.taken++
    return token
  }

  private needsMore(): boolean {
    if (this.done) return false
    if (this.tokens.length === 0) return true
    this.dropStaleKeys()
    let nearest = Number.POSITIVE_INFINITY
    for (const { token } of this.keys.values()) nearest = Math.min(nearest, token)
    return nearest === this.taken
  }

  private fetch(): void {
    const { cursor } = this
    this.skipToToken()
    this.dropStaleKeys()
    this.unwind(cursor.column)
    const char = cursor.peek()
    if (char === '\0') this.fetchEnd()
    else if (cursor.column === 0 && char === '%') this.fetchDirective()
    else if (cursor.column === 0 && cursor.isMarker('---')) this.fetchMarker('document-start')
    else if (cursor.column === 0 && cursor.isMarker('...')) this.fetchMarker('document-end')
    else if (!this.fetchIndicator(char, cursor.is(blanks, 1))) this.fetchWord(char)
  }

  /** Takes what gives a text its shape; false when `char` is none of it. `alone`: a blank follows it. */
  private fetchIndicator(char: string, alone: boolean): boolean {
    const inFlow = this.depth !== 0
    if (char === '[' || char === '{') this.fetchOpening(char)
    else if (char === ']' || char === '}') this.fetchClosing(char)
    else if (char === ',') this.fetchComma()
    else if (char === '-' && alone) this.fetchBlockEntry()
    else if (char === '?' && (inFlow || alone)) this.fetchKey()
    else if (char === ':' && (inFlow || alone)) this.fetchValue()
    else return false
    return true
  }

  private fetchWord(char: string): void {
    const { cursor } = this
    if ((char === '|' || char === '>') && this.depth === 0) {
      this.keyAllowed = true
      this.forgetKey()
      this.tokens.push(scanBlock(cursor, this.indent))
      return
    }
    const quoted = char === "'" || char === '"'
    const named = char === '*' || char === '&'
    if (!quoted && !named && char !== '!' && !this.beginsPlain(char)) {
      const tab = char === '\t'
      cursor.fail(tab ? 'YAML takes no tab here; use spaces.' : `\`${char}\` cannot begin a value; put it in quotes.`)
    }
    this.noteKey()
    this.keyAllowed = false
    if (quoted) this.tokens.push(scanQuoted(cursor))
    else if (named) this.tokens.push(scanAnchor(cursor, char === '*' ? 'alias' : 'anchor'))
    else if (char === '!') this.fetchTag()
    else this.fetchPlain()
  }

  protected fetchTag(): void {
    this.tokens.push(scanTag(this.cursor))
  }

  private beginsPlain(char: string): boolean {
    if (!`${blanks}-?:,[]{}#&*!|>'"%@\``.includes(char)) return true
    if (this.cursor.is(blanks, 1)) return false
    return char === '-' || (this.depth === 0 && (char === '?' || char === ':'))
  }

  protected fetchPlain(): void {
    const { token, brokeLine } = scanPlain(this.cursor, this.indent + 1, this.depth !== 0)
    this.keyAllowed = brokeLine
    this.tokens.push(token)
  }

  private fetchComma(): void {
    this.keyAllowed = true
    this.forgetKey()
    this.add('flow-entry', 1)
  }

  protected skipToToken(): void {
    const { cursor } = this
    if (cursor.at === 0 && cursor.peek() === '\ufeff') cursor.forward()
    for (;;) {
      cursor.skip(' ')
      cursor.comment()
      if (cursor.lineBreak() === '') return
      if (this.depth === 0) this.keyAllowed = true
    }
  }

  private add(kind: TokenKind, length: number): void {
    const start = this.cursor.at
    this.cursor.forward(length)
    this.tokens.push({ kind, start, end: this.cursor.at, text: '' })
  }

  private fetchEnd(): void {
    this.unwind(-1)
    this.forgetKey()
    this.keyAllowed = false
    this.keys.clear()
    this.add('stream-end', 0)
    this.done = true
  }

  private fetchDirective(): void {
    this.unwind(-1)
    this.forgetKey()
    this.keyAllowed = false
    this.tokens.push(scanDirective(this.cursor))
  }

  private fetchMarker(kind: 'document-start' | 'document-end'): void {
    this.unwind(-1)
    this.forgetKey()
    this.keyAllowed = false
    this.add(kind, 3)
  }

  private fetchOpening(char: string): void {
    this.noteKey()
    this.depth++
    this.keyAllowed = true
    this.add(brackets[char] as TokenKind, 1)
  }

  private fetchClosing(char: string): void {
    this.forgetKey()
    this.depth--
    this.keyAllowed = false
    this.add(brackets[char] as TokenKind, 1)
  }

  private fetchBlockEntry(): void {
    if (this.depth === 0) {
      if (!this.keyAllowed) this.cursor.fail('A list item cannot begin here; begin it on a line of its own.')
      if (this.deepen(this.cursor.column)) this.add('block-sequence-start', 0)
    }
    this.keyAllowed = true
    this.forgetKey()
    this.add('block-entry', 1)
  }

  private fetchKey(): void {
    if (this.depth === 0) {
      if (!this.keyAllowed) this.cursor.fail('A key cannot begin here.')
      if (this.deepen(this.cursor.column)) this.add('block-mapping-start', 0)
    }
    this.keyAllowed = this.depth === 0
    this.forgetKey()
    this.add('key', 1)
  }

  private fetchValue(): void {
    const key = this.keys.get(this.depth)
    if (key !== undefined) {
      this.keys.delete(this.depth)
      const place = key.token - this.taken
      this.tokens.splice(place, 0, { kind: 'key', start: key.at, end: key.at, text: '' })
      if (this.depth === 0 && this.deepen(key.column)) {
        this.tokens.splice(place, 0, { kind: 'block-mapping-start', start: key.at, end: key.at, text: '' })
      }
      this.keyAllowed = false
    } else {
      if (this.depth === 0) {
        if (!this.keyAllowed) {
          this.cursor.fail('A `:` with a value cannot stand here; put the text in quotes, or begin a new line.')
        }
        if (this.deepen(this.cursor.column)) this.add('block-mapping-start', 0)
      }
      this.keyAllowed = this.depth === 0
      this.forgetKey()
    }
    this.add('value', 1)
  }

  private noteKey(): void {
    const required = this.depth === 0 && this.indent === this.cursor.column
    if (!this.keyAllowed) return
    this.forgetKey()
    const { at, line, column } = this.cursor
    this.keys.set(this.depth, { token: this.taken + this.tokens.length, required, at, line, column })
  }

  private forgetKey(): void {
    const key = this.keys.get(this.depth)
    if (key === undefined) return
    if (key.required) this.noColon(key)
    this.keys.delete(this.depth)
  }

  private dropStaleKeys(): void {
    for (const [depth, key] of this.keys) {
      if (key.line === this.cursor.line && this.lengthFrom(key.at) <= keyLength) continue
      if (key.required) this.noColon(key)
      this.keys.delete(depth)
    }
  }

  private lengthFrom(at: number): number {
    const length = this.cursor.at - at
    return length <= keyLength ? length : Array.from(this.cursor.text.slice(at, this.cursor.at)).length
  }

  protected noColon(key: SimpleKey): never {
    throw new YamlFailure('ScannerError', key.at, 'A key stands here, and no `:` follows it.')
  }

  private unwind(column: number): void {
    if (this.depth !== 0) return
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1
      this.add('block-end', 0)
    }
  }

  private deepen(column: number): boolean {
    if (this.indent >= column) return false
    this.indents.push(this.indent)
    this.indent = column
    return true
  }
}
