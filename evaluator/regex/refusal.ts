import { account, costs } from './account.ts'
import type { PatternError } from './pattern.ts'

/** Carries a refusal out of a parser's recursion; it never leaves this folder. */
export class Refusal extends Error {
  readonly error: PatternError

  constructor(error: PatternError) {
    super(error.message)
    this.error = error
  }
}

/** The bounds of character sets that may be worked out for one pattern; some 30 ms. */
const mostBounds = 250_000

/** A pattern under a reading head that moves by code points. */
export class Cursor {
  readonly source: string
  at = 0
  private spent = 0

  constructor(source: string) {
    this.source = source
  }

  get done(): boolean {
    return this.at >= this.source.length
  }

  /** The code point under the head as text; empty at the end. */
  peek(): string {
    const code = this.source.codePointAt(this.at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  next(): string {
    const char = this.peek()
    this.at += char.length
    return char
  }

  sees(text: string): boolean {
    return this.source.startsWith(text, this.at)
  }

  /** Steps over `text` if it stands here. */
  skip(text: string): boolean {
    if (!this.sees(text)) return false
    this.at += text.length
    return true
  }

  /** Up to `limit` characters of those that the test accepts. */
  take(accepts: (char: string) => boolean, limit = Number.POSITIVE_INFINITY): string {
    let out = ''
    for (let n = 0; n < limit && !this.done; n++) {
      const char = this.peek()
      if (!accepts(char)) break
      out += char
      this.at += char.length
    }
    return out
  }

  /** The bounds of sets that were counted so far. */
  get counted(): number {
    return this.spent
  }

  /** Counts and pays what working out a set takes, in bounds of sets. */
  spend(bounds: number): void {
    this.count(bounds)
    this.pay(bounds)
  }

  /** Counts what the pattern takes, in bounds of sets; one that asks for too much is not run here. */
  count(bounds: number): void {
    this.spent += bounds
    if (this.spent <= mostBounds) return
    this.cannotReproduce('the pattern is too large to be run here: it has too many sets of characters', 0, Infinity)
  }

  /** Pays for bounds of sets that are worked out; all patterns of a policy together may ask for no more than one. */
  pay(bounds: number): void {
    if (account.pays(costs.bound * bounds)) return
    const why =
      'the patterns of this policy are too large to be run here, up to this one: they have too many sets of characters'
    this.cannotReproduce(why, 0, Infinity)
  }

  invalid(message: string, start: number, end = this.at): never {
    throw new Refusal({ kind: 'invalid', message, at: this.range(start, end) })
  }

  /** Python itself dies of the pattern instead of refusing it. */
  raises(raises: NonNullable<PatternError['raises']>, message: string, start: number, end = this.at): never {
    throw new Refusal({ kind: 'invalid', raises, message, at: this.range(start, end) })
  }

  cannotReproduce(message: string, start: number, end = this.at): never {
    throw new Refusal({ kind: 'cannot-reproduce', message, at: this.range(start, end) })
  }

  private range(start: number, end: number): { start: number; end: number } {
    const length = this.source.length
    const from = Math.max(0, Math.min(start, length))
    return { start: from, end: Math.max(from, Math.min(end, length)) }
  }
}

export const isDigit = (char: string): boolean => char >= '0' && char <= '9' && char.length === 1
export const isOctal = (char: string): boolean => char >= '0' && char <= '7' && char.length === 1
export const isHex = (char: string): boolean => /^[0-9a-fA-F]$/.test(char)
export const isAsciiLetter = (char: string): boolean => /^[A-Za-z]$/.test(char)
