import type { Finding } from './finding.ts'

const maxSegment = 24

/** The value of a digit, ASCII or full-width; -1 for anything else. */
export function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  return code >= 0xff10 && code <= 0xff19 ? code - 0xff10 : -1
}

/** Card numbers (13 to 19 digits with a Luhn checksum) and US social security numbers, in either width. */
export function scanDigits(text: string, found: Finding[]): void {
  for (let at = 0; at < text.length; ) {
    if (digitOf(text.charCodeAt(at)) === -1) {
      at++
      continue
    }
    const { end, shape, digits } = readSegment(text, at)
    if (/^[0-9]{3}-[0-9]{2}-[0-9]{4}$/.test(shape)) found.push({ kind: 'SsnPattern', start: at, end })
    else if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)) {
      found.push({ kind: 'CreditCardLuhn', start: at, end })
    }
    at = end
  }
}

/** Digits with single separators between them, at most 24 characters; separators are counted as their ASCII twins. */
function readSegment(text: string, start: number): { end: number; shape: string; digits: string } {
  let end = start
  let shape = ''
  let digits = ''
  while (shape.length < maxSegment && end < text.length) {
    const digit = digitOf(text.charCodeAt(end))
    if (digit !== -1) {
      shape += digit
      digits += digit
    } else {
      const separator = separatorOf(text.charCodeAt(end))
      const goesOn = shape.length + 1 < maxSegment && digitOf(text.charCodeAt(end + 1)) !== -1
      if (separator === '' || !goesOn) break
      shape += separator
    }
    end++
  }
  return { end, shape, digits }
}

function separatorOf(code: number): string {
  if (code === 0x20 || code === 0x3000) return ' '
  return code === 0x2d || code === 0xff0d || code === 0x2e || code === 0xff0e ? '-' : ''
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = digits.length - 1, double = false; at >= 0; at--, double = !double) {
    const digit = Number(digits[at]) * (double ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}
