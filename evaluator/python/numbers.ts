import { Float } from '../json/values.ts'
import { strip } from './whitespace.ts'

/** The blanks around a number: all but the separators U+001C to U+001F, which `str.strip()` takes and `int()` does not. */
function stripNumber(text: string): string {
  return ['\x1c', '\x1d', '\x1e', '\x1f'].some((separator) => text.includes(separator)) ? text : strip(text)
}

/** By base: an integer's sign and digits, and what JavaScript wants before the digits. */
const bases = {
  2: { shape: /^([-+]?)(?:0[bB]_?)?([01]+(?:_[01]+)*)$/, prefix: '0b' },
  8: { shape: /^([-+]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/, prefix: '0o' },
  10: { shape: /^([-+]?)([0-9]+(?:_[0-9]+)*)$/, prefix: '' },
  16: { shape: /^([-+]?)(?:0[xX]_?)?([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)$/, prefix: '0x' },
} as const

/** What Python's `int(text, base)` gives; null where it raises `ValueError`. */
export function parsePythonInt(text: string, base: keyof typeof bases = 10): number | bigint | null {
  const { shape, prefix } = bases[base]
  const [, sign, digits] = shape.exec(asciiDigits(stripNumber(text))) ?? []
  if (digits === undefined) return null
  const bare = digits.replaceAll('_', '')
  if (base === 10 && bare.length > 4300) return null
  const value = BigInt(prefix + bare) * (sign === '-' ? -1n : 1n)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
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
