import type { YamlComment } from '../comments.ts'
import { YamlFailure } from './failure.ts'

/** PyYAML reads its text in pieces of this many characters and checks each when it comes to it. */
const piece = 4096
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Characters that end a word: blanks, line breaks and the end of the text, which is `\0`. */
export const blanks = '\0 \t\r\n\x85\u2028\u2029'
export const breaks = '\r\n\x85\u2028\u2029'
export const ends = `\0${breaks}`

/** A place in the text, with the column as PyYAML counts it: code points since the last line break. */
export class Cursor {
  readonly text: string
  readonly comments: YamlComment[] = []
  /** Whether an escape may name half a surrogate pair, as in Python. */
  readonly takesSurrogates: boolean = true
  at = 0
  line = 0
  column = 0
  private readonly bad: number
  private readonly limit: number

  constructor(text: string) {
    this.text = text
    this.bad = text.search(unprintable)
    this.limit = this.bad < 0 ? Number.POSITIVE_INFINITY : Math.floor(this.bad / piece) * piece
  }

  /** The character `ahead` of the cursor, `\0` at the end. */
  peek(ahead = 0): string {
    const index = this.at + ahead
    if (index >= this.limit) this.refuse()
    return this.text[index] ?? '\0'
  }

  forward(length = 1): void {
    for (let i = 0; i < length; i++) {
      const char = this.text[this.at++] as string
      if (char === '\n' || char === '\x85' || char === '\u2028' || char === '\u2029') this.newLine()
      else if (char === '\r' && this.text[this.at] !== '\n') this.newLine()
      else if (char !== '\ufeff' && !(char >= '\udc00' && char <= '\udfff')) this.column++
    }
  }

  /** Whether one of `chars` stands at the cursor. */
  is(chars: string, ahead = 0): boolean {
    return chars.includes(this.peek(ahead))
  }

  /** How many characters from the cursor on are none of `chars`. */
  lengthUntil(chars: string): number {
    let length = 0
    while (!chars.includes(this.peek(length))) length++
    return length
  }

  /** Takes the next `length` characters. */
  take(length: number): string {
    const taken = this.text.slice(this.at, this.at + length)
    this.forward(length)
    return taken
  }

  skip(chars: string): void {
    while (chars.includes(this.peek()) && this.at < this.text.length) this.forward()
  }

  /** Takes a line break, if one is here, as the text it stands for. */
  lineBreak(): string {
    const char = this.peek()
    if (char === '\r' || char === '\n' || char === '\x85') {
      this.forward(char === '\r' && this.peek(1) === '\n' ? 2 : 1)
      return '\n'
    }
    if (char !== '\u2028' && char !== '\u2029') return ''
    this.forward()
    return char
  }

  /** Takes a comment up to the end of its line, if one is here. */
  comment(): void {
    if (this.peek() !== '#') return
    const start = this.at
    const text = this.take(this.lengthUntil(ends))
    this.comments.push({ range: { start, end: this.at }, text })
  }

  /** Whether a `---` or `...` stands here as a line's first word. */
  isMarker(marker: string): boolean {
    return this.text.startsWith(marker, this.at) && this.is(blanks, 3)
  }

  fail(message: string): never {
    throw new YamlFailure('ScannerError', this.at, message)
  }

  private newLine(): void {
    this.line++
    this.column = 0
  }

  private refuse(): never {
    const code = (this.text.codePointAt(this.bad) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    throw new YamlFailure(
      'ReaderError',
      this.bad,
      `The character U+${code} may not stand in YAML; remove or escape it.`,
    )
  }
}
