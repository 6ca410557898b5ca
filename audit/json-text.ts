import { Float, type Json, Unknown } from '../evaluator/json/values.ts'

/** Deeper values are written as `null`, which keeps the writer off the end of the stack. */
const deepest = 1000

/**
 * JSON text that `parseJson` reads back as the same value: `1.0` stays `1.0`, a `bigint` keeps its digits. What JSON
 * cannot say (`NaN`, an `Unknown`) becomes `null`.
 */
export function jsonText(value: Json, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'bigint':
      return value.toString()
    case 'number':
      return Number.isFinite(value) ? numberText(value) : 'null'
    case 'boolean':
      return value ? 'true' : 'false'
  }
  if (value === null || value === undefined || value instanceof Unknown || depth > deepest) return 'null'
  if (value instanceof Float) return floatText(value.value)
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, depth + 1)).join(',')}]`
  const parts: string[] = []
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${jsonText(item, depth + 1)}`)
  }
  return `{${parts.join(',')}}`
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function floatText(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const text = numberText(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}
