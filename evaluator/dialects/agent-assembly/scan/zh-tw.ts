import { digitOf } from './digits.ts'
import { byteLength, isSpace } from './finding.ts'
import { phoneAt } from './zh-tw-phone.ts'

/** A finding of a locale pack; offsets in UTF-16 code units. */
export interface LocaleFinding {
  readonly category: string
  readonly start: number
  readonly end: number
  readonly confidence: 'low' | 'medium' | 'high'
}

interface Candidate {
  readonly name: string
  readonly end: number
}

/** Words before a number that say what it is: such as stand anywhere, and Latin ones that begin a word. */
interface Labels {
  readonly words: readonly string[]
  readonly latin?: RegExp
}

interface Category {
  readonly category: string
  readonly band: 'low' | 'medium'
  readonly labels: Labels
}

const letterCodes: Readonly<Record<string, number>> = Object.fromEntries(
  [...'ABCDEFGHJKLMNPQRSTUVXYWZIO'].map((letter, index) => [letter, 10 + index]),
)
const taxWeights = [1, 2, 1, 2, 1, 2, 4, 1]

const identityLabels: Labels = { words: ['身分證', '身份證', '居留證', '統一證號'] }
const taxLabels: Labels = {
  words: ['統一編號', '統編', '營業人'],
  latin: /(?<![A-Za-z0-9])(?:tax id|tax no|business number|uniform invoice|vat)/i,
}
const phoneLabels: Labels = { words: ['電話', '手機', '市話', '傳真'] }

const categories: Readonly<Record<string, Category>> = {
  national_id: { category: 'NATIONAL_ID[zh-TW/national_id]', band: 'medium', labels: identityLabels },
  arc_new: { category: 'NATIONAL_ID[zh-TW/arc_new]', band: 'medium', labels: identityLabels },
  arc_legacy: { category: 'NATIONAL_ID[zh-TW/arc_legacy]', band: 'medium', labels: identityLabels },
  business_id: { category: 'TAX_IDENTIFIER[zh-TW/business_id]', band: 'low', labels: taxLabels },
  mobile: { category: 'PHONE_NUMBER[zh-TW/mobile]', band: 'medium', labels: phoneLabels },
  landline: { category: 'PHONE_NUMBER[zh-TW/landline]', band: 'low', labels: phoneLabels },
}

/** Taiwanese identity, residence, business and telephone numbers, in either width. */
export function scanZhTw(text: string): LocaleFinding[] {
  const found: LocaleFinding[] = []
  for (let at = 0; at < text.length; ) {
    const hit = isLeftBoundary(text, at - 1)
      ? (identityAt(text, at) ?? phoneAt(text, at, isRightBoundary) ?? taxAt(text, at))
      : null
    if (hit === null) {
      at++
      continue
    }
    found.push(finding(text, hit, at))
    at = hit.end
  }
  return found
}

function finding(text: string, { name, end }: Candidate, start: number): LocaleFinding {
  const { category, band, labels } = categories[name] as Category
  const labelled = hasLabel(text, start, labels)
  return { category, start, end, confidence: labelled ? (band === 'low' ? 'medium' : 'high') : band }
}

/** Whether the character at `at` may stand before a number: not an ASCII letter, digit, `.`, `,` or `+`, in any width. */
function isLeftBoundary(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return !(isAlphanumeric(code) || code === 0x2e || code === 0x2c || code === 0x2b)
}

/** The same behind a number, where a full stop counts only with a digit after it. */
export function isRightBoundary(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code === 0x2e) return digitOf(text.charCodeAt(at + 1)) === -1
  return !(isAlphanumeric(code) || code === 0x2c || code === 0x2b)
}

function isAlphanumeric(code: number): boolean {
  return digitOf(code) !== -1 || upperOf(code) !== '' || (code >= 0x61 && code <= 0x7a)
}

function identityAt(text: string, start: number): Candidate | null {
  const first = upperOf(text.charCodeAt(start))
  if (first === '') return null
  const second = upperOf(text.charCodeAt(start + 1))
  const digits = readDigits(text, start + (second === '' ? 1 : 2), second === '' ? 9 : 8)
  const end = start + 10
  if (digits === null || !isRightBoundary(text, end)) return null
  const code = letterCodes[first] as number
  let sum = Math.floor(code / 10) + (code % 10) * 9
  if (second !== '') sum += ((letterCodes[second] as number) % 10) * 8
  const highest = digits.length - 1
  digits.forEach((digit, i) => {
    sum += digit * (i < highest ? highest - i : 1)
  })
  if (sum % 10 !== 0) return null
  if (second !== '') return 'ABCD'.includes(second) ? { name: 'arc_legacy', end } : null
  if (digits[0] === 1 || digits[0] === 2) return { name: 'national_id', end }
  return digits[0] === 8 || digits[0] === 9 ? { name: 'arc_new', end } : null
}

function taxAt(text: string, start: number): Candidate | null {
  const digits = readDigits(text, start, 8)
  const end = start + 8
  if (digits === null || !isRightBoundary(text, end)) return null
  let before = start - 1
  while (before >= 0 && isSpace(text.charCodeAt(before))) before--
  const inProse = isProse(text, start - 1) && isProse(text, end) && isProse(text, before)
  if (!inProse && !hasLabel(text, start, taxLabels)) return null
  const sum = digits.reduce((total, digit, i) => {
    const product = digit * (taxWeights[i] as number)
    return total + Math.floor(product / 10) + (product % 10)
  }, 0)
  const valid = sum % 5 === 0 || (digits[6] === 7 && (sum + 1) % 5 === 0)
  return valid ? { name: 'business_id', end } : null
}

/** The text's edge, white space, a full-width parenthesis, or a character beyond ASCII that is no full-width form of an ASCII one. */
function isProse(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (Number.isNaN(code) || isSpace(code)) return true
  if (code === 0xff08 || code === 0xff09) return true
  return code >= 0x80 && !(code >= 0xff01 && code <= 0xff5e)
}

/** Whether one of the labels stands in the 32 bytes before `start`. */
function hasLabel(text: string, start: number, { words, latin }: Labels): boolean {
  let from = start
  while (from > 0) {
    const previous = from - (isLowSurrogate(text.charCodeAt(from - 1)) ? 2 : 1)
    if (byteLength(text, previous, start) > 32) break
    from = previous
  }
  const window = text.slice(from, start)
  return words.some((word) => window.includes(word)) || (latin?.test(window) ?? false)
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

function readDigits(text: string, start: number, count: number): number[] | null {
  const digits = Array.from({ length: count }, (_, i) => digitOf(text.charCodeAt(start + i)))
  return digits.includes(-1) ? null : digits
}

function upperOf(code: number): string {
  if (code >= 0x41 && code <= 0x5a) return String.fromCharCode(code)
  return code >= 0xff21 && code <= 0xff3a ? String.fromCharCode(code - 0xff21 + 0x41) : ''
}
