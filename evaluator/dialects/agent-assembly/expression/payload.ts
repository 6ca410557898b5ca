import { Float, isObject, type Json, Unknown } from '../../../json/values.ts'

/** What a payload holds as JSON; undefined when the gateway could not parse it, and every clause on it fails. */
export function parsePayload(payload: Json): Json | undefined {
  if (typeof payload !== 'string') return payload
  try {
    const value = JSON.parse(payload) as Json
    return mayBreakSerde(payload) && !serdeAccepts(value, 127) ? undefined : value
  } catch {
    return undefined
  }
}

/**
 * The value at a dotted path (`args.headers.0`): object keys, or array indexes without leading zeros; undefined when
 * there is none. An `Unknown` on the way is the answer.
 */
export function valueAt(root: Json | undefined, path: readonly string[]): Json | undefined {
  let value = root
  for (const key of path) {
    if (value instanceof Unknown || value === undefined) return value
    if (Array.isArray(value)) value = /^(?:0|[1-9][0-9]*)$/.test(key) ? value[Number(key)] : undefined
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** A JSON number as Rust's `f64`; null for everything else. */
export function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Float ? value.value : null
}

/** True where the text holds what `JSON.parse` takes and serde_json does not: huge numbers, lone surrogates, depth. */
function mayBreakSerde(text: string): boolean {
  return text.length > 250 || /\d[eE]|\\u[dD]/.test(text)
}

function serdeAccepts(value: Json, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((item) => serdeAccepts(item, depth - 1))
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && serdeAccepts(item as Json, depth - 1))
}
