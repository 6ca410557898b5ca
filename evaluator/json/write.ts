import { Float, type Json, Unknown } from './values.ts'

/** Compact JSON: keys in the order given, nothing escaped beyond what JSON must escape, `1.0` as `1`. */
export function compactJson(value: Json): string {
  if (value instanceof Float) return numberText(value.value)
  if (value instanceof Unknown) return 'null'
  if (Array.isArray(value)) return `[${value.map(compactJson).join(',')}]`
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.keys(value).map((key) => `${JSON.stringify(key)}:${compactJson(value[key] as Json)}`)
  return `{${entries.join(',')}}`
}

function numberText(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : 'null'
}
