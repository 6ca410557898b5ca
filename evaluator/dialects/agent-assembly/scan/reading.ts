/** Pairs of neighbouring characters of a literal, those first that texts seldom hold; only ASCII ones. */
export type Pairs = Uint16Array

/** What occurs in a text, as bits. `hint`: one of the pairs that a `Reading` was made to look out for. */
export const holds = { blank: 1, digit: 2, nul: 4, bracket: 8, at: 16, backslash: 32, hint: 64 } as const

/** Stands behind a text; itself no character of it. */
export const edge = 0xff

/** The characters that have a number of their own, most frequent first; the others share 0. White space is one, and so are letters of both cases. */
const numbered = ' etaoinsrhldcumfpgwybvkxjqz"/{}:,.-_0123456789=\\\'()<>[]@+*#&;?\0'
const last = 63

const numberOf = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code >= 0x80) return 0
  const character = String.fromCharCode(code)
  return /\s/.test(character) ? 1 : numbered.indexOf(character.toLowerCase()) + 1
})

/** Pair → bits of `holds` for its second character. */
const bitsOfPair = Uint8Array.from({ length: (last + 1) ** 2 }, (_, pair) => {
  const character = numbered[(pair & last) - 1] ?? ''
  if (/[0-9]/.test(character)) return holds.digit
  const bits = { ' ': holds.blank, '\0': holds.nul, '[': holds.bracket, '@': holds.at, '\\': holds.backslash }
  return bits[character as keyof typeof bits] ?? 0
})

/** What `mayHold` is asked for a literal. */
export function pairsOf(literal: string): Pairs {
  const pairs = new Set<number>()
  for (let at = 1; at < literal.length; at++) {
    const [first, second] = [literal.charCodeAt(at - 1), literal.charCodeAt(at)]
    if (first < 0x80 && second < 0x80) pairs.add(((numberOf[first] as number) << 6) | (numberOf[second] as number))
  }
  return Uint16Array.from([...pairs].sort((a, b) => rarity(b) - rarity(a)))
}

/** A guess, by how seldom its characters are; rows of one character are frequent where it occurs at all. */
function rarity(pair: number): number {
  const [first, second] = [pair >> 6, pair & last]
  return first === second ? 0 : first + second
}

/**
 * One text after the other in the same place, each read once for all that is asked of it: its characters as bytes where
 * all are ASCII, and which pairs of neighbours occur. Whoever reads often keeps one.
 */
export class Reading {
  text = ''
  /** Whether the text is ASCII alone; else only `text` says anything. */
  isAscii = true
  /** The characters of an ASCII text, and `edge` behind them. */
  bytes = new Uint8Array(512)
  /** Bits of `holds` for an ASCII text. */
  held = 0
  private readonly bits: Uint8Array
  private readonly pairs = new Uint8Array(bitsOfPair.length)
  /** What marks the pairs that occur in this text. */
  private round = 0
  private readonly encoder = new TextEncoder()
  /** For whom the text was read. */
  private reader: object | null = null

  /** `hints`: literals whose rarest pairs `held` tells of. */
  constructor(hints: readonly Pairs[] = []) {
    this.bits = bitsOfPair.slice()
    for (const [pair = 0] of hints) this.bits[pair] = (this.bits[pair] as number) | holds.hint
  }

  /** Whether what was read last was read for `reader`, who may then ask on. */
  isFor(reader: object): boolean {
    return this.reader === reader
  }

  readFor(reader: object, text: string): this {
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

  /** False only where two neighbouring characters of a literal, and so the literal in any case, are not in the text. */
  mayHold(literal: Pairs): boolean {
    if (!this.isAscii) return true
    const { pairs, round } = this
    for (let i = 0; i < literal.length; i++) if (pairs[literal[i] as number] !== round) return false
    return true
  }

  /** Four characters a round: the round itself costs as much as what is done for one. */
  private look(length: number): void {
    const { bytes, pairs, bits } = this
    bytes[length] = edge
    bytes[length + 1] = edge
    bytes[length + 2] = edge
    if (this.round === 255) pairs.fill(0)
    const round = this.round === 255 ? 1 : this.round + 1
    this.round = round
    let held = 0
    let before = 0
    for (let at = 0; at < length; at += 4) {
      const first = numberOf[bytes[at] as number] as number
      const second = numberOf[bytes[at + 1] as number] as number
      const third = numberOf[bytes[at + 2] as number] as number
      const fourth = numberOf[bytes[at + 3] as number] as number
      const [a, b, c, d] = [(before << 6) | first, (first << 6) | second, (second << 6) | third, (third << 6) | fourth]
      pairs[a] = round
      pairs[b] = round
      pairs[c] = round
      pairs[d] = round
      held |= (bits[a] as number) | (bits[b] as number) | (bits[c] as number) | (bits[d] as number)
      before = fourth
    }
    this.held = held
  }
}
