import { Hints } from './hints.ts'

const lastAscii = 127
const padding = 0x20

/** Characters of a literal, those first that texts seldom hold; only ASCII ones. */
export type Letters = Uint8Array

const common = ' etaoinsrhldcumfpgwybvkxjqz"/{}:,.-_ETAOINSRHLDCUMFPGWYBVKXJQZ'

/** What `mayHold` is asked for a literal. */
export function lettersOf(literal: string): Letters {
  const seldom = (letter: string): number => {
    const at = common.indexOf(letter)
    return at === -1 ? common.length : at
  }
  const letters = [...new Set(literal)].filter((letter) => letter.charCodeAt(0) <= lastAscii && letter.length === 1)
  return Uint8Array.from(
    letters.sort((a, b) => seldom(b) - seldom(a)),
    (letter) => letter.charCodeAt(0),
  )
}

/**
 * One text after the other in the same place, each read once for all that is asked of it: its characters as bytes where
 * all are ASCII, which of them occur, and which beginnings of credentials could. Whoever reads often keeps one.
 */
export class Reading {
  text = ''
  /** Whether the text is ASCII alone; else only `text` says anything. */
  isAscii = true
  /** The characters of an ASCII text, and white space behind them. */
  bytes = new Uint8Array(512)
  /** Bits of `Hints`. */
  hints = 0
  private readonly occurs = new Uint8Array(256)
  /** What marks the characters that occur in this text. */
  private round = 0
  private readonly encoder = new TextEncoder()
  /** For whom the text was read. */
  private reader: object | null = null

  /** Reads a text for somebody who may ask again: it is read once for as long as nobody else reads here. */
  of(reader: object, text: string): this {
    if (this.reader === reader) return this
    this.read(text)
    this.reader = reader
    return this
  }

  read(text: string): this {
    const { length } = text
    this.text = text
    this.reader = null
    if (this.bytes.length < length + 4) this.bytes = new Uint8Array(2 * length + 4)
    const { read, written } = this.encoder.encodeInto(text, this.bytes)
    this.isAscii = read === length && written === length
    if (this.isAscii) this.look(length)
    return this
  }

  /** Whether a character occurs, given that the text is ASCII. */
  has(code: number): boolean {
    return this.occurs[code] === this.round
  }

  /** False only where one of a literal's characters, and so the literal, is not in the text. */
  mayHold(letters: Letters): boolean {
    if (!this.isAscii) return true
    const { occurs, round } = this
    for (let i = 0; i < letters.length; i++) if (occurs[letters[i] as number] !== round) return false
    return true
  }

  /** Four characters a round: the round itself costs as much as what is done for one. */
  private look(length: number): void {
    const { bytes, occurs } = this
    const { steps, start } = Hints
    bytes[length] = padding
    bytes[length + 1] = padding
    bytes[length + 2] = padding
    if (this.round === 255) occurs.fill(0)
    const round = this.round === 255 ? 1 : this.round + 1
    this.round = round
    let state = 0
    let all = 0
    for (let at = 0; at < length; at += 4) {
      const [a, b, c, d] = [
        bytes[at] as number,
        bytes[at + 1] as number,
        bytes[at + 2] as number,
        bytes[at + 3] as number,
      ]
      const first = ((state << 1) | start) & (steps[a] as number)
      const second = ((first << 1) | start) & (steps[b] as number)
      const third = ((second << 1) | start) & (steps[c] as number)
      state = ((third << 1) | start) & (steps[d] as number)
      all |= first | second | third | state
      occurs[a] = round
      occurs[b] = round
      occurs[c] = round
      occurs[d] = round
    }
    this.hints = all
  }
}
