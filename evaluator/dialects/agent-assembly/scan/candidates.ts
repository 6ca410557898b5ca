import { looksRandom, maxRun, minDistinct, minHex, minRun } from './random.ts'

/** Which passes of the scanner a text is worth: bits of `candidates`. `found`: the pass for entropy will find something. */
export const worth = { prefixes: 1, digits: 2, emails: 4, entropy: 8, accountKeys: 16, found: 32 } as const

const everyPass = 31

const groupedHex = /[0-9a-fA-F:-]{65}/

/** What is to be done at a character: bits by ASCII code; nothing for most letters. */
const todo = { space: 1, break: 2, digit: 4, mark: 8 } as const
const todoAt = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return (
    (/\s/.test(character) ? todo.space : 0) |
    (/[A-Za-z0-9+/_-]/.test(character) ? 0 : todo.break) |
    (/[0-9]/.test(character) ? todo.digit : 0) |
    (/[-_/=@Ii]/.test(character) ? todo.mark : 0)
  )
})

/**
 * One look at each character, nothing allocated: a bit is missing only where its pass cannot find anything. Texts beyond
 * ASCII, and those with what splits tokens inside (NUL, the engine's own labels), are worth every pass.
 */
export function candidates(text: string): number {
  const { length } = text
  let bits = mayGroupHex(text) && groupedHex.test(text) ? worth.entropy : 0
  let digits = 0
  let tokenStart = 0
  let runStart = 0
  let before = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x80) return everyPass
    const kind = todoAt[code] as number
    if (kind === 0) continue
    if (kind >= todo.mark) bits |= markAt(text, at, code)
    if ((kind & todo.digit) !== 0) digits++
    if ((kind & todo.break) === 0) continue
    if (code === 0 || (code === 0x5b && text.startsWith('[REDACTED', at))) return everyPass
    const run = at - runStart
    if (run + before >= minRun) bits |= runWorth(text, runStart, at, before)
    runStart = at + 1
    before = 0
    if ((kind & todo.space) === 0) continue
    before = run
    if (at - tokenStart >= minRun) bits |= tokenWorth(text, tokenStart, at)
    tokenStart = at + 1
  }
  const run = length - runStart
  if (run + before >= minRun) bits |= runWorth(text, runStart, length, before)
  if (length - tokenStart >= minRun) bits |= tokenWorth(text, tokenStart, length)
  return digits >= 9 ? bits | worth.digits : bits
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

/** A run of base64 characters, and with it the run before it where one white space is between them. */
function runWorth(text: string, start: number, end: number, before: number): number {
  const run = end - start
  if (run >= minRun && isRandom(text, start, end)) return worth.entropy | worth.found
  if (run >= minHex) return worth.entropy
  const both = before + run
  if (before === 0 || both < minDistinct || both > maxRun || distinctIn(text, start - 1 - before, end) < minDistinct)
    return 0
  const pair = text.slice(start - 1 - before, start - 1) + text.slice(start, end)
  return looksRandom(pair) ? worth.entropy | worth.found : 0
}

function tokenWorth(text: string, start: number, end: number): number {
  return end - start <= maxRun && isRandom(text, start, end) ? worth.entropy | worth.found : 0
}

function isRandom(text: string, start: number, end: number): boolean {
  return distinctIn(text, start, end) >= minDistinct && looksRandom(text.slice(start, end))
}

function distinctIn(text: string, start: number, end: number): number {
  let [low, middle, high, top] = [0, 0, 0, 0]
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const bit = 1 << (code & 31)
    if (code < 32) low |= bit
    else if (code < 64) middle |= bit
    else if (code < 96) high |= bit
    else top |= bit
  }
  return ones(low) + ones(middle) + ones(high) + ones(top)
}

function ones(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555)
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333)
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
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
    case 0x2f: // postgres://, mysql://, mongodb://
      if (text.charCodeAt(at - 1) !== 0x2f || text.charCodeAt(at - 2) !== 0x3a) return 0
      return third === 0x6c || third === 0x62 || (third === 0x73 && (text.charCodeAt(at - 4) | 0x20) === 0x65)
        ? worth.prefixes
        : 0
    default: // the I of AKIA and ASIA
      return (text.charCodeAt(at + 1) | 0x20) === 0x61 && (text.charCodeAt(at - 2) | 0x20) === 0x61 ? worth.prefixes : 0
  }
}
