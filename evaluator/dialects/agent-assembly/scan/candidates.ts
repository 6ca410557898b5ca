import { maxRun, minDistinct, minHex, type Tally } from './random.ts'

/** Which passes of the scanner a text is worth: bits of `candidates`. `found`: the pass for entropy will find something. */
export const worth = { prefixes: 1, digits: 2, emails: 4, entropy: 8, accountKeys: 16, found: 32 } as const

const everyPass = 31

const groupedHex = /[0-9a-fA-F:-]{65}/

/** Beginnings of AWS keys; made of letters alone, they have no character that tells of them. */
const accessKey = /[Aa][KkSs][Ii][Aa]/

/** What a social security number and a card number both begin with; blanks in a row are not it. */
const digitRow = /[0-9](?:[- .]?[0-9]){8}/

/** The shortest that the digits pass finds: `ddd-dd-dddd`. */
const minDigits = 11
/** Of two runs that together have `minDistinct` characters one has so many. */
const minHalf = Math.ceil(minDistinct / 2)

/** What a character is: bits by ASCII code. `mark`: what stands around it tells of a pass. */
const is = { space: 1, base64: 2, digits: 4, mark: 8 } as const
const classOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return (
    (/\s/.test(character) ? is.space : 0) |
    (/[A-Za-z0-9+/_-]/.test(character) ? is.base64 : 0) |
    (/[-0-9 .]/.test(character) ? is.digits : 0) |
    (/[-_:=@[\0]/.test(character) ? is.mark : 0)
  )
})

/**
 * A look at the characters, nothing allocated: a bit is missing only where its pass cannot find anything. Texts beyond
 * ASCII, and those with what splits tokens inside (NUL, the engine's own labels), are worth every pass.
 */
export function candidates(text: string, tally: Tally): number {
  const marks = marksIn(text)
  if (marks === everyPass) return everyPass
  const hex = mayGroupHex(text) && groupedHex.test(text) ? worth.entropy : 0
  const tokens = tokensIn(text, tally)
  return marks | hex | digitsIn(text) | (tokens !== 0 ? tokens : runsIn(text, tally))
}

function marksIn(text: string): number {
  const { length } = text
  let bits = accessKey.test(text) ? worth.prefixes : 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x80) return everyPass
    if ((classOf[code] as number) < is.mark) continue
    if (code === 0 || (code === 0x5b && text.startsWith('[REDACTED', at))) return everyPass
    bits |= markAt(text, at, code)
  }
  return bits
}

/** Looks back from where a long enough row would end: most characters are never looked at. Here and below, all are ASCII. */
function digitsIn(text: string): number {
  for (let start = 0; start + minDigits <= text.length; ) {
    let at = start + minDigits - 1
    while (at >= start && ((classOf[text.charCodeAt(at)] as number) & is.digits) !== 0) at--
    if (at < start) return digitRow.test(text) ? worth.digits : 0
    start = at + 1
  }
  return 0
}

/** Tokens of white space that look random; those of the base64 alphabet alone are runs too, and held to their gate there. */
function tokensIn(text: string, tally: Tally): number {
  const { length } = text
  for (let start = 0; start + minDistinct <= length; ) {
    let at = start + minDistinct - 1
    while (at >= start && ((classOf[text.charCodeAt(at)] as number) & is.space) === 0) at--
    if (at >= start) {
      start = at + 1
      continue
    }
    let end = start + minDistinct
    while (end < length && ((classOf[text.charCodeAt(end)] as number) & is.space) === 0) end++
    if (end - start <= maxRun && tally.looksRandom(text, start, end, false)) return worth.entropy | worth.found
    start = end + 1
  }
  return 0
}

/** Runs of base64 characters, and those next to one where one white space is between them. */
function runsIn(text: string, tally: Tally): number {
  let bits = 0
  for (let start = 0; start + minHalf <= text.length; ) {
    let at = start + minHalf - 1
    while (at >= start && isBase64(text, at)) at--
    if (at >= start) {
      start = at + 1
      continue
    }
    let end = start + minHalf
    while (isBase64(text, end)) end++
    bits |= runWorth(text, start, end, tally)
    start = end + 1
  }
  return bits
}

function runWorth(text: string, start: number, end: number, tally: Tally): number {
  if (end - start >= minDistinct && tally.looksRandom(text, start, end, true)) return worth.entropy | worth.found
  if (end - start >= minHex) return worth.entropy
  let before = start - 1
  while (start - before <= maxRun && isBase64(text, before - 1)) before--
  let after = end + 1
  while (after - end <= maxRun && isBase64(text, after)) after++
  const isPair =
    (isSpace(text, start - 1) && isRandomPair(text, before, start - 1, end, tally)) ||
    (isSpace(text, end) && isRandomPair(text, start, end, after, tally))
  return isPair ? worth.entropy | worth.found : 0
}

function isRandomPair(text: string, start: number, gap: number, end: number, tally: Tally): boolean {
  const both = end - start - 1
  if (both < minDistinct || both > maxRun) return false
  const pair = text.slice(start, gap) + text.slice(gap + 1, end)
  return tally.looksRandom(pair, 0, both, true)
}

function isBase64(text: string, at: number): boolean {
  return at >= 0 && at < text.length && ((classOf[text.charCodeAt(at)] as number) & is.base64) !== 0
}

function isSpace(text: string, at: number): boolean {
  return at >= 0 && at < text.length && ((classOf[text.charCodeAt(at)] as number) & is.space) !== 0
}

/** Of so many characters in a row one stands at a multiple of their number. */
function mayGroupHex(text: string): boolean {
  for (let at = maxRun; at < text.length; at += maxRun + 1) {
    const code = text.charCodeAt(at)
    const letter = code | 0x20
    if ((code >= 0x30 && code <= 0x3a) || code === 0x2d || (letter >= 0x61 && letter <= 0x66)) return true
  }
  return false
}

/** What the characters around a telling one hint at: each literal of the prefix pass has one such place. */
function markAt(text: string, at: number, code: number): number {
  const previous = text.charCodeAt(at - 1) | 0x20
  const second = text.charCodeAt(at - 2) | 0x20
  const third = text.charCodeAt(at - 3) | 0x20
  switch (code) {
    case 0x40: // @
      return worth.emails
    case 0x2d: // sk-, xoxb- xoxp- xoxa- xoxr- xapp-, -----BEGIN
      if (previous === 0x2d) return text.charCodeAt(at + 1) === 0x2d ? worth.prefixes : 0
      if (previous === 0x6b) return second === 0x73 ? worth.prefixes : 0
      return second === 0x78 || (second === 0x70 && previous === 0x70) ? worth.prefixes : 0
    case 0x5f: // gh?_, github_pat_, service_account
      if ((third === 0x67 && second === 0x68) || previous === 0x62) return worth.prefixes
      return previous === 0x65 && (text.charCodeAt(at + 1) | 0x20) === 0x61 ? worth.prefixes : 0
    case 0x3d: // DefaultEndpointsProtocol=, AccountKey=
      return previous === 0x6c ? worth.prefixes : previous === 0x79 ? worth.accountKeys : 0
    case 0x3a: // postgres://, mysql://, mongodb://
      if (text.charCodeAt(at + 1) !== 0x2f || text.charCodeAt(at + 2) !== 0x2f) return 0
      return previous === 0x6c || previous === 0x62 || (previous === 0x73 && second === 0x65) ? worth.prefixes : 0
    default:
      return 0
  }
}
