import { Float, isObject, type Json } from '../../json/values.ts'
import type { Payload } from './facts.ts'

type Kind = 'text' | 'dict' | 'bool' | 'number' | 'any'

/** The keys that event metadata may have, and what their values must be when they are not null. */
const kinds = new Map<string, Kind>([
  ...['session_id', 'scope', 'payload_hash', 'capability', 'tool_name', 'risk_level', 'framework'].map(of('text')),
  ...['risk_category', 'threshold', 'decision', 'reason', 'timestamp', 'entry_hash', 'signature'].map(of('any')),
  ...['policy_decision', 'verdict', 'id', 'caller_depth'].map(of('any')),
  ['payload', 'dict'],
  ['require_approval', 'bool'],
  ['latency_ms', 'number'],
])

function of(kind: Kind): (key: string) => [string, Kind] {
  return (key) => [key, kind]
}

/** The class with which metadata is refused, capability and payload being part of it; null when it is taken. */
export function refusedMetadata(metadata: Payload, capability: Json, payload: Json): string | null {
  if (capability !== null && typeof capability !== 'string') return 'ValueError'
  if (payload !== null && !isObject(payload)) return 'ValueError'
  for (const key in metadata) {
    const kind = kinds.get(key)
    const value = metadata[key] as Json
    if (kind === undefined || (value !== null && !fits(kind, value))) return 'ValueError'
  }
  return null
}

function fits(kind: Kind, value: Json): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'dict':
      return isObject(value)
    case 'bool':
      return typeof value === 'boolean'
    case 'number':
      return (
        typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Float
      )
    default:
      return true
  }
}
