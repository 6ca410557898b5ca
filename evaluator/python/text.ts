import { keysOf } from '../json/order.ts'
import { Float, type Json, Unknown } from '../json/values.ts'
import { PythonBytes } from './bytes.ts'
import { PythonDate } from './date.ts'
import { isPrintable } from './printable.ts'

/** Deeper nesting than this dies in Python with a RecursionError; we cut it. */
const maxDepth = 500

/** What Python's `str()` makes of a JSON value. */
export function pythonStr(value: Json): string {
  return typeof value === 'string' ? value : pythonRepr(value)
}

/** What Python's `repr()` makes of a JSON value; an `Unknown` shows as `[unknown]`. */
export function pythonRepr(value: Json, depth = 0): string {
  if (value === null) return 'None'
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isInteger(value) ? String(value) : floatRepr(value)
    case 'bigint':
      return String(value)
    case 'string':
      return stringRepr(value)
    default:
      return depth > maxDepth ? '...' : containerRepr(value, depth)
  }
}

function containerRepr(value: Exclude<Json, null | boolean | number | bigint | string>, depth: number): string {
  if (value instanceof Float) return floatRepr(value.value)
  if (value instanceof Unknown) return '[unknown]'
  if (value instanceof PythonDate || value instanceof PythonBytes) return value.text
  if (Array.isArray(value)) return `[${value.map((item) => pythonRepr(item, depth + 1)).join(', ')}]`
  const entries = keysOf(value).map((key) => `${stringRepr(key)}: ${pythonRepr(value[key] as Json, depth + 1)}`)
  return `{${entries.join(', ')}}`
}

/** A float as Python prints it: the shortest digits, `1.0`, `1e+16`, `1e-05`, `nan`, `inf`. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  if (value === 0) return '0.0'
  const [digits = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+'
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const plain = exponent < 0 ? plainSmall(digits, exponent) : String(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

function plainSmall(digits: string, exponent: number): string {
  const sign = digits.startsWith('-') ? '-' : ''
  return `${sign}0.${'0'.repeat(-exponent - 1)}${digits.replace(/[-.]/g, '')}`
}

/** A string as Python's `repr()` quotes it. */
export function stringRepr(text: string): string {
  if (isPlain(text)) return `'${text}'`
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  // What a character beyond ASCII is shown as takes long to find out, and texts repeat their characters.
  const beyondAscii = new Map<string, string>()
  let inner = ''
  for (const char of text) {
    if (char <= '~') {
      inner += charRepr(char, quote)
      continue
    }
    let shown = beyondAscii.get(char)
    if (shown === undefined) {
      shown = charRepr(char, quote)
      beyondAscii.set(char, shown)
    }
    inner += shown
  }
  return `${quote}${inner}${quote}`
}

/** Whether nothing in `text` is escaped: ASCII without controls, quotes and backslashes. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x27 || code === 0x5c) return false
  }
  return true
}

function charRepr(char: string, quote: string): string {
  if (char === quote || char === '\\') return `\\${char}`
  if (char === '\n') return '\\n'
  if (char === '\r') return '\\r'
  if (char === '\t') return '\\t'
  if (isPrintable(char)) return char
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
