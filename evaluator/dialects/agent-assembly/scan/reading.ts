/** Pairs of neighbouring characters of a literal: those from its even places and those from its odd ones, those first that texts seldom hold; only ASCII ones. */
export interface Pairs {
  readonly even: Uint16Array
  readonly odd: Uint16Array
}

/**
 * What occurs in a text, as bits; `no…`: a character that is not of a kind. From `hint` on: pairs that whoever made the
 * table of a `Reading` looks out for.
 */
export const holds = {
  blank: 1,
  digit: 2,
  nul: 4,
  bracket: 8,
  at: 16,
  backslash: 32,
  dash: 64,
  underscore: 128,
  /** Not of either base64 alphabet. */
  noBase64: 256,
  /** Neither of a base64 alphabet nor blank. */
  noSpacedBase64: 8192,
  /** Neither a digit nor what may stand between two of one number. */
  noDigits: 512,
  hint: 1024,
  hintWithDash: 2048,
  hintWithUnderscore: 4096,
} as const

/** Stands behind a text; itself no character of it. */
export const edge = 0xff
/** Stands there while the text is read by pairs: in no literal that is looked out for. */
const filler = 0x7f

const pairCount = 2 ** 15
/** How far a pair's first and second character are shifted in it: a pair is what the machine reads as one 16-bit word. */
const [firstShift, secondShift] = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? [0, 8] : [8, 0]

/** Characters of texts that hold JSON, most frequent first; a guess. */
const frequent = ' "e/ta:oinsr-hld.cumf_p{}gwybvkxjqz,'
/** Pairs that are met much more often than their characters tell. */
const common = new Set(
  'al an ap ar as at be ce ch co de ed en er es fi he ho ic in io is it le li ll ma me mm nd ne ng nt om on or ou pa po pp pr ra re ri ro rv se si sp sr st te th to ur us ve'.split(
    ' ',
  ),
)

/** Kinds of ASCII characters, written out: expressions for them are compiled anew by every process, tables are not. */
const digits = '0123456789'
export const asciiKinds = {
  blanks: '\t\n\v\f\r ',
  /** Of both base64 alphabets. */
  base64: `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz${digits}+/_-`,
  /** Digits, and what may stand between two of one number. */
  digits: `${digits}- .`,
  groupedHex: `${digits}abcdefABCDEF:-`,
} as const

const within: readonly (readonly [characters: string, bit: number])[] = [
  [asciiKinds.blanks, holds.blank],
  [digits, holds.digit],
  ['\0', holds.nul],
  ['[', holds.bracket],
  ['@', holds.at],
  ['\\', holds.backslash],
  ['-', holds.dash],
  ['_', holds.underscore],
]
const outside: readonly (readonly [characters: string, bit: number])[] = [
  [asciiKinds.base64, holds.noBase64],
  [asciiKinds.base64 + asciiKinds.blanks, holds.noSpacedBase64],
  [asciiKinds.digits, holds.noDigits],
]

/** Sets `bit` at the codes of `characters`. */
export function mark(table: Uint8Array | Uint16Array, characters: string, bit: number): void {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i)
    table[code] = (table[code] as number) | bit
  }
}

/** The pair of two ASCII characters as a number. */
export function pairOf(first: number, second: number): number {
  return (first << firstShift) | (second << secondShift)
}

/** What `mayHold` is asked for a literal. */
export function pairsOf(literal: string): Pairs {
  const from = (start: number): Uint16Array => {
    const pairs = new Set<number>()
    for (let at = start + 1; at < literal.length; at += 2) {
      const [first, second] = [literal.charCodeAt(at - 1), literal.charCodeAt(at)]
      if (first < 0x80 && second < 0x80) pairs.add(pairOf(first, second))
    }
    return Uint16Array.from([...pairs].sort((a, b) => rarity(b) - rarity(a)))
  }
  return { even: from(0), odd: from(1) }
}

/**
 * Of each literal its seldomest pair at even and at odd places: a text that holds one of the literals meets one of them.
 * Null where a literal is too short to have both.
 */
export function tellingPairs(literals: readonly Pairs[]): Uint16Array | null {
  const telling: number[] = []
  for (const { even, odd } of literals) {
    const [first, second] = [even[0], odd[0]]
    if (first === undefined || second === undefined) return null
    telling.push(first, second)
  }
  return Uint16Array.from(telling)
}

/** A guess, by how seldom its characters are; rows of one character are frequent where it occurs at all. */
export function rarity(pair: number): number {
  const [first, second] = [(pair >> firstShift) & 0x7f, (pair >> secondShift) & 0x7f]
  const isCommon = first === second || common.has(String.fromCharCode(first, second).toLowerCase())
  return isCommon ? 0 : rank(first) + rank(second)
}

function rank(code: number): number {
  const place = frequent.indexOf(String.fromCharCode(code).toLowerCase())
  return place === -1 ? frequent.length : place
}

function bitsOfCharacters(): Uint16Array {
  const bits = new Uint16Array(128)
  for (const [characters, bit] of within) mark(bits, characters, bit)
  const all = String.fromCharCode(...bits.keys())
  for (const [characters, bit] of outside) {
    mark(bits, [...all].filter((character) => !characters.includes(character)).join(''), bit)
  }
  return bits
}

/** Pair → bits of `holds` for its two characters, and those that `hints` gives it: what a `Reading` is made with. */
export function bitsOfPairs(hints: ReadonlyMap<number, number>): Uint16Array {
  const bits = new Uint16Array(pairCount)
  const ofCharacters = bitsOfCharacters()
  const rows = new Map<number, Uint16Array>()
  for (const [code, held] of ofCharacters.entries()) {
    // Few kinds of characters differ: their rows are reckoned once each.
    const row = rows.get(held) ?? ofCharacters.map((other) => other | held)
    rows.set(held, row)
    bits.set(row, code << 8)
  }
  for (const [pair, held] of hints) bits[pair] = (bits[pair] as number) | held
  return bits
}

function wordsOf({ buffer, byteOffset, length }: Buffer): Uint16Array {
  return new Uint16Array(buffer, byteOffset, length >> 1)
}

/**
 * One text after the other in the same place, each read once for all that is asked of it: its characters as bytes where
 * all are ASCII, and which pairs of neighbours stand at even places. Whoever reads often keeps one.
 */
export class Reading {
  text = ''
  /** Whether the text is ASCII alone; else only `text` says anything. */
  isAscii = true
  /** The characters of an ASCII text, and `edge` behind them. */
  bytes = Buffer.alloc(512)
  /** The same by pairs, those at even places; where their number is odd, the last has `edge` in it. */
  words = wordsOf(this.bytes)
  /** Bits of `holds` for an ASCII text. */
  held = 0
  /** Pair → bits of `holds`. */
  readonly bits: Uint16Array
  private readonly pairs = new Uint8Array(pairCount)
  /** What marks the pairs that occur in this text. */
  private round = 0
  /** What `mayHidePlain` says, once it was asked. */
  private hidesPlain: boolean | null = null
  /** Changes with every text that is read: who keeps it can tell whether the text is still theirs. */
  turn = 0

  /** `bits`: of `bitsOfPairs`. */
  constructor(bits: Uint16Array) {
    this.bits = bits
  }

  read(text: string): this {
    const { length } = text
    this.text = text
    this.hidesPlain = null
    this.turn = (this.turn + 1) & 0x3fffffff
    if (this.bytes.length < length + 4) {
      this.bytes = Buffer.alloc(2 * length + 4)
      this.words = wordsOf(this.bytes)
    }
    // What is not ASCII takes more bytes than characters, also where there is room for a part of it alone.
    this.isAscii = this.bytes.write(text) === length
    if (this.isAscii) this.look(length)
    return this
  }

  /** False only where a literal is not in the text; of one of two characters or less that is never told. */
  mayHold({ even, odd }: Pairs): boolean {
    return !this.isAscii || this.holdsAll(even) || this.holdsAll(odd)
  }

  /**
   * Where the next `least` pairs in a row begin, from the pair `start` on, that have nothing of `stop`; -1 where no more do.
   * Looks back from where they would end: most pairs are never looked at.
   */
  nextRow(start: number, least: number, stop: number): number {
    const { words, bits } = this
    const pairs = this.text.length >> 1
    let first = start
    while (first + least <= pairs) {
      let at = first + least - 1
      while (at >= first && ((bits[words[at] as number] as number) & stop) === 0) at--
      if (at < first) return first
      first = at + 1
    }
    return -1
  }

  /** The first pair from `start` on that has something of `stop`, or the number of whole pairs. */
  rowEnd(start: number, stop: number): number {
    const { words, bits } = this
    const pairs = this.text.length >> 1
    let at = start
    while (at < pairs && ((bits[words[at] as number] as number) & stop) === 0) at++
    return at
  }

  /** Whether one of `pairs` is met; always where the text is not ASCII alone. */
  meetsOne(wanted: Uint16Array): boolean {
    if (!this.isAscii) return true
    const { pairs, round } = this
    for (let i = 0; i < wanted.length; i++) if (pairs[wanted[i] as number] === round) return true
    return false
  }

  /** Whether a JSON text may write a character as something else that it need not: as `\u…`, or a `/` as `\/`. */
  get mayHidePlain(): boolean {
    this.hidesPlain ??= this.findHidden()
    return this.hidesPlain
  }

  private findHidden(): boolean {
    if (this.isAscii && (this.held & holds.backslash) === 0) return false
    return this.text.includes('\\u') || this.text.includes('\\/')
  }

  private holdsAll(wanted: Uint16Array): boolean {
    const { pairs, round } = this
    for (let i = 0; i < wanted.length; i++) if (pairs[wanted[i] as number] !== round) return false
    return true
  }

  /** Two pairs a round: the round itself costs as much as what is done for one. */
  private look(length: number): void {
    const { bytes, words, pairs, bits } = this
    bytes[length] = filler
    bytes[length + 1] = filler
    bytes[length + 2] = filler
    if (this.round === 255) pairs.fill(0)
    const round = this.round === 255 ? 1 : this.round + 1
    this.round = round
    let held = 0
    const end = (length + 1) >> 1
    for (let at = 0; at < end; at += 2) {
      const a = words[at] as number
      const b = words[at + 1] as number
      pairs[a] = round
      pairs[b] = round
      held |= (bits[a] as number) | (bits[b] as number)
    }
    bytes[length] = edge
    this.held = held
  }
}
