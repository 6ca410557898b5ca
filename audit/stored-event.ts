import { isObject, type Json, Unknown } from '../evaluator/json/values.ts'
import type { StoredRow } from './chain.ts'
import type { AuditEvent, StoredEvent } from './event.ts'
import { childPath } from './json-path.ts'
import { type EventColumn, eventColumns, type Hit, type PreparedEvent, parseOr, readHits } from './row.ts'

/** An event of the log with the rules that fired; `forgotten` when its contents were erased by `forget`. */
export interface LoggedEvent extends StoredEvent {
  readonly hits: readonly Hit[]
  readonly forgotten?: true
}

/** Keys that a decision always has: `null` says that there was none. */
const nullable: ReadonlySet<string> = new Set(['rule', 'reason', 'shadow_decision', 'shadow_reason', 'blocked_by'])

/** The event that a row of the table stands for. */
export function loggedEvent(row: StoredRow): LoggedEvent {
  const event = {
    ...eventOf(row),
    hits: readHits(row.hits),
    seq: row.seq,
    prev_hash: row.prev_hash,
    hash: row.hash,
  }
  return row.erased_digest ? { ...event, args_state: 'none', forgotten: true } : event
}

/** The event that prepared columns stand for: what a spool line or an export holds. */
export function eventOf(row: StoredRow | PreparedEvent): AuditEvent {
  const event: Record<string, unknown> = {}
  for (const [column, form] of Object.entries(eventColumns) as [EventColumn, string][]) {
    const value = row[column] ?? null
    if (value === null) {
      if (row.kind === 'decision' && nullable.has(column)) event[column] = null
    } else if (form === 'json') event[column] = parseOr(String(value), null)
    else event[column] = form === 'flag' ? value === 1 : value
  }
  return event as unknown as AuditEvent
}

/**
 * The arguments for judging a recorded call again: `Unknown` wherever the stored value is not the one that was judged,
 * and as a whole when none were stored.
 */
export function recordedArgs(event: AuditEvent): Json {
  if (event.args === undefined || event.args_state === 'none') return new Unknown('not stored')
  if (event.args_state === 'hashed') return new Unknown('stored as a hash')
  const changed = new Set(event.redacted_paths ?? [])
  if (changed.has('')) return new Unknown('not stored as it was')
  return changed.size === 0 ? event.args : withUnknown(event.args, '', changed)
}

function withUnknown(value: Json, path: string, changed: ReadonlySet<string>): Json {
  if (changed.has(path)) return new Unknown('redacted or cut')
  if (Array.isArray(value)) return value.map((item, index) => withUnknown(item, `${path}[${index}]`, changed))
  if (!isObject(value)) return value
  const out: { [key: string]: Json } = {}
  for (const key of Object.keys(value)) {
    const item = withUnknown(value[key] ?? null, childPath(path, key), changed)
    Object.defineProperty(out, key, { value: item, enumerable: true, writable: true, configurable: true })
  }
  return out
}
