import { Float, isObject, type Json, Unknown } from '../../../json/values.ts'
import { parseSerde } from './serde-json.ts'

/** What a payload holds as JSON; undefined when the gateway could not parse it, and every clause on it fails. */
export function parsePayload(payload: Json): Json | undefined {
  if (typeof payload !== 'string') return payload
  try {
    return parseSerde(payload)
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
