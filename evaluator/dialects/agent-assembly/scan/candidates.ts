import { accountKeyMarker, holdsPrefix } from './prefixes.ts'
import { maxRun, minDistinct, minHex, type Tally } from './random.ts'
import { asciiKinds, edge, holds, mark, pairsOf, type Reading } from './reading.ts'

/** Which passes of the scanner a text is worth: bits of `candidates`. `found`: one of them will find something. */
export const worth = { prefixes: 1, digits: 2, emails: 4, entropy: 8, accountKeys: 16, found: 32 } as const

const everyPass = 31

/** What a social security number and a card number both begin with; blanks in a row are not it. */
const digitRow = /[0-9](?:[- .]?[0-9]){8}/

/** The shortest that the digits pass finds: `ddd-dd-dddd`. */
const minDigits = 11
/** Of two runs that together have `minDistinct` characters one has so many. */
const minHalf = Math.ceil(minDistinct / 2)

const accountKey = pairsOf(accountKeyMarker)

/** What a character is: bits by ASCII code. */
const is = { space: 1, base64: 2, digits: 4, groupedHex: 8 } as const
const classOf = classes()

function classes(): Uint8Array {
  const table = new Uint8Array(256)
  mark(table, asciiKinds.blanks, is.space)
  table[edge] = is.space
  mark(table, asciiKinds.base64, is.base64)
  mark(table, asciiKinds.digits, is.digits)
  mark(table, asciiKinds.groupedHex, is.groupedHex)
  return table
}

/**
 * A look at the characters, nothing allocated: a bit is missing only where its pass cannot find anything. Texts beyond
 * ASCII, and those with what splits tokens inside (NUL, the engine's own labels), are worth every pass.
 */
export function candidates(reading: Reading, tally: Tally): number {
  const { text, held } = reading
  if (!reading.isAscii || (held & holds.nul) !== 0) return everyPass
  if ((held & holds.bracket) !== 0 && text.includes('[REDACTED')) return everyPass
  const prefixes = holdsPrefix(reading) ? worth.prefixes | worth.found : 0
  const keys = reading.mayHold(accountKey) ? worth.accountKeys : 0
  const emails = (held & holds.at) !== 0 ? worth.emails : 0
  const hex = mayGroupHex(reading) ? worth.entropy : 0
  const tokens = tokensIn(reading, tally)
  return prefixes | keys | emails | hex | digitsIn(reading) | (tokens !== 0 ? tokens : runsIn(reading, tally))
}

function digitsIn(reading: Reading): number {
  if ((reading.held & holds.digit) === 0 || reading.nextRow(0, minDigits >> 1, holds.noDigits) === -1) return 0
  return digitRow.test(reading.text) ? worth.digits : 0
}

/** Tokens of white space that look random; those of the base64 alphabet alone are runs too, and held to their gate there. */
function tokensIn(reading: Reading, tally: Tally): number {
  const { text, bytes, held } = reading
  if ((held & holds.blank) === 0) return tokenWorth(reading, 0, text.length, tally)
  for (let row = reading.nextRow(0, minDistinct >> 1, holds.blank); row !== -1; ) {
    const next = reading.rowEnd(row + (minDistinct >> 1), holds.blank)
    const start = row > 0 && !isOf(bytes, 2 * row - 1, is.space) ? 2 * row - 1 : 2 * row
    const end = isOf(bytes, 2 * next, is.space) ? 2 * next : 2 * next + 1
    const bits = tokenWorth(reading, start, end, tally)
    if (bits !== 0) return bits
    row = reading.nextRow(next + 1, minDistinct >> 1, holds.blank)
  }
  return 0
}

function tokenWorth(reading: Reading, start: number, end: number, tally: Tally): number {
  const length = end - start
  if (length < minDistinct || length > maxRun) return 0
  return tally.looksRandom(reading, start, end, false) ? worth.entropy | worth.found : 0
}

/** Runs of base64 characters, and where there is white space those next to one with a single one between them. */
function runsIn(reading: Reading, tally: Tally): number {
  const { bytes, held } = reading
  if (reading.nextRow(0, minDistinct >> 1, holds.noSpacedBase64) === -1) return 0
  const least = (held & holds.blank) === 0 ? minDistinct : minHalf
  const pairs = (least - 1) >> 1
  let bits = 0
  for (let row = reading.nextRow(0, pairs, holds.noBase64); row !== -1; ) {
    const next = reading.rowEnd(row + pairs, holds.noBase64)
    const start = row > 0 && isOf(bytes, 2 * row - 1, is.base64) ? 2 * row - 1 : 2 * row
    const end = isOf(bytes, 2 * next, is.base64) ? 2 * next + 1 : 2 * next
    if (end - start >= least) bits |= runWorth(reading, start, end, tally)
    row = reading.nextRow(next + 1, pairs, holds.noBase64)
  }
  return bits
}

function runWorth(reading: Reading, start: number, end: number, tally: Tally): number {
  if (end - start >= minHex) return worth.entropy
  if (end - start >= minDistinct && tally.looksRandom(reading, start, end, true)) return worth.entropy | worth.found
  const { text, bytes } = reading
  const isBefore = start > 0 && isOf(bytes, start - 1, is.space)
  const isAfter = end < text.length && isOf(bytes, end, is.space)
  if (!isBefore && !isAfter) return 0
  let before = start - 1
  while (start - before <= maxRun && before > 0 && isOf(bytes, before - 1, is.base64)) before--
  let after = end + 1
  while (after - end <= maxRun && after < text.length && isOf(bytes, after, is.base64)) after++
  const isPair =
    (isBefore && isRandomPair(reading, before, start - 1, end, tally)) ||
    (isAfter && isRandomPair(reading, start, end, after, tally))
  return isPair ? worth.entropy | worth.found : 0
}

function isRandomPair(reading: Reading, start: number, gap: number, end: number, tally: Tally): boolean {
  const both = end - start - 1
  return both >= minDistinct && both <= maxRun && tally.looksRandom(reading, start, end, true, gap)
}

function isOf(bytes: Uint8Array, at: number, kind: number): boolean {
  return ((classOf[bytes[at] as number] as number) & kind) !== 0
}

/** Whether more than `maxRun` hex digits, `:` or `-` stand in a row: one of them stands at a multiple of their number. */
function mayGroupHex({ text, bytes }: Reading): boolean {
  for (let at = maxRun; at < text.length; at += maxRun + 1) {
    if (!isOf(bytes, at, is.groupedHex)) continue
    let start = at
    while (start > 0 && isOf(bytes, start - 1, is.groupedHex)) start--
    let end = at + 1
    while (isOf(bytes, end, is.groupedHex)) end++
    if (end - start > maxRun) return true
  }
  return false
}
