import { endOfString } from '../../../json/parse.ts'
import type { Json } from '../../../json/values.ts'

/** How deep serde_json follows lists and maps. */
const maxDepth = 127

type Reviver = (this: unknown, key: string, value: unknown) => unknown

const [quote, minus, zero, nine, openingList, closingList, openingMap, closingMap] = [
  0x22, 0x2d, 0x30, 0x39, 0x5b, 0x5d, 0x7b, 0x7d,
]
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/**
 * What serde_json makes of a text; undefined where it refuses one that `JSON.parse` takes. Throws `SyntaxError` as
 * `JSON.parse` does.
 */
export function parseSerde(text: string): Json | undefined {
  const hasOddNumbers = /\d[eE]|[\d.]{16}/.test(text)
  const value = JSON.parse(text, hasOddNumbers ? (withSerdeNumbers as Reviver) : undefined) as Json
  const mayBeRefused = text.length > 2 * maxDepth || hasOddNumbers || /\\u[dD]/.test(text)
  return mayBeRefused && !isTaken(text) ? undefined : value
}

function withSerdeNumbers(_key: string, value: Json, context?: { readonly source?: string }): Json {
  return typeof value === 'number' && context?.source !== undefined ? (serdeNumber(context.source) ?? value) : value
}

/** Looks at the text itself: a member that a later one of its name hides is refused with the whole as any other. */
function isTaken(text: string): boolean {
  const hasEscapes = /\\u[dD]/.test(text)
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = endOfString(text, at)
      if (hasEscapes && !(JSON.parse(text.slice(at, end + 1)) as string).isWellFormed()) return false
      at = end
    } else if (code === openingList || code === openingMap) {
      if (++depth > maxDepth) return false
    } else if (code === closingList || code === closingMap) depth--
    else if (code === minus || (code >= zero && code <= nine)) {
      number.lastIndex = at
      const source = number.exec(text)?.[0] ?? ''
      if (serdeNumber(source) === null) return false
      at += Math.max(source.length, 1) - 1
    }
  }
  return true
}

/**
 * A JSON number as serde_json reads it, null where it is out of range: of its digits as many as fit into 64 bits, then
 * powers of ten by which that is multiplied or divided, rounded at each step.
 */
export function serdeNumber(source: string): number | null {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? []
  if (fraction === '' && power === '0' && BigInt(whole) <= u64Max) return Number(source)
  const { significand, exponent } = significandOf(whole, fraction)
  const scaled = scale(Number(significand), exponent + Math.max(-2e9, Math.min(2e9, Number(power))))
  if (scaled === null) return null
  return sign === '' ? scaled : -scaled
}

const u64Max = 2n ** 64n - 1n

/** The digits that fit into 64 bits, and by which power of ten they are to be multiplied. */
function significandOf(whole: string, fraction: string): { significand: bigint; exponent: number } {
  // Nineteen digits always fit; a twentieth may.
  const fits = (digits: string): number => {
    const kept = digits.replace(/^0+/, '')
    const count = kept.length > 19 && BigInt(kept.slice(0, 20)) <= u64Max ? 20 : 19
    return digits.length - Math.max(kept.length - count, 0)
  }
  const ofWhole = fits(whole)
  if (ofWhole < whole.length) return { significand: BigInt(whole.slice(0, ofWhole)), exponent: whole.length - ofWhole }
  const digits = whole + fraction
  const ofAll = fits(digits)
  return { significand: BigInt(digits.slice(0, ofAll)), exponent: whole.length - ofAll }
}

const highestPower = 308

/** Null where the product is infinite. */
function scale(significand: number, exponent: number): number | null {
  let value = significand
  let left = exponent
  while (left < -highestPower && value !== 0) {
    value /= 1e308
    left += highestPower
  }
  if (value === 0) return 0
  if (left > highestPower) return null
  value = left >= 0 ? value * Number(`1e${left}`) : value / Number(`1e${-left}`)
  return Number.isFinite(value) ? value : null
}
