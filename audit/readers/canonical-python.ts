import { Float, isObject, type Json, Unknown } from '../../evaluator/json/values.ts'
import { floatRepr } from '../../evaluator/python/text.ts'

/** Compact JSON as Python's `json.dumps` writes it with sorted keys and without escapes for what is not ASCII. */
export function canonicalPython(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : floatRepr(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Float) return floatRepr(value.value)
  if (value === null || value === undefined || value instanceof Unknown) return 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalPython).join(',')}]`
  if (!isObject(value)) return 'null'
  const keys = Object.keys(value).sort(byCodePoint)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalPython(value[key] ?? null)}`).join(',')}}`
}

/** Python compares strings by code point, JavaScript by UTF-16 unit; UTF-8 keeps the order of code points. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
