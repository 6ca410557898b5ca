import { Float } from '../json/values.ts'
import { strip } from './whitespace.ts'

/** The blanks around a number: all but the separators U+001C to U+001F, which `str.strip()` takes and `int()` does not. */
function stripNumber(text: string): string {
  return ['\x1c', '\x1d', '\x1e', '\x1f'].some((separator) => text.includes(separator)) ? text : strip(text)
}

/** What Python's `int(text)` gives; null where it raises `ValueError`. */
export function parsePythonInt(text: string): number | bigint | null {
  const plain = asciiDigits(stripNumber(text))
  if (!/^[-+]?[0-9]+(?:_[0-9]+)*$/.test(plain)) return null
  const digits = plain.replaceAll('_', '').replace(/^\+/, '')
  if (digits.length > 4300 + (digits.startsWith('-') ? 1 : 0)) return null
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value + 0 : BigInt(digits)
}

/** What Python's `float(text)` gives; null where it raises `ValueError`. */
export function parsePythonFloat(text: string): number | Float | null {
  const plain = asciiDigits(stripNumber(text))
  const word = /^([-+]?)(?:(inf(?:inity)?)|nan)$/i.exec(plain)
  if (word) return word[2] === undefined ? Number.NaN : word[1] === '-' ? -Infinity : Infinity
  const digits = '[0-9]+(?:_[0-9]+)*'
  const shape = new RegExp(`^[-+]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][-+]?${digits})?$`)
  if (!shape.test(plain)) return null
  const value = Number(plain.replaceAll('_', ''))
  return Number.isInteger(value) ? new Float(value) : value
}

/** Five alphabets of mathematical digits stand here without a gap. */
const mathematical = 0x1d7ce

/** `text` with every decimal digit of other scripts written as 0-9. */
function asciiDigits(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    if (code >= mathematical && code < mathematical + 50) return String((code - mathematical) % 10)
    let first = code
    while (code - first < 10 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
    return String((code - first) % 10)
  })
}
