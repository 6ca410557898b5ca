import { createHmac } from 'node:crypto'
import type { Json } from '../evaluator/json/values.ts'
import { withoutArguments } from './argument-texts.ts'
import type { AuditEvent } from './event.ts'
import { jsonText } from './json-text.ts'
import { type EventColumn, eventColumns, type Hit, type PreparedEvent } from './row.ts'
import { type Cleaned, cleanJson, cleanText } from './secrets.ts'

/** How arguments are stored; `hash` without a key stores none. */
export interface ArgumentStorage {
  readonly args: 'redacted' | 'hash' | 'none'
  /** The log's own key (`logKey`), asked for only where it is needed; null where it cannot be read. */
  readonly key?: () => Uint8Array | null
}

const columns = Object.entries(eventColumns) as [EventColumn, 'text' | 'json' | 'flag' | 'number'][]
const ownState: ReadonlySet<EventColumn> = new Set(['args', 'args_state', 'redacted_paths'])
type Columns = { [column in EventColumn | 'hits' | 'asked']?: string | number }

/** Where a policy's message can quote the arguments. */
const quoting: ReadonlySet<EventColumn> = new Set(['reason', 'shadow_reason', 'limit'])
/** Of a longer reason only the beginning is kept anyway, in UTF-16 units. */
const longestReason = 16_384
/** Made by the gate itself from a fixed set of words: no secret can stand in them. */
const fixedWords: ReadonlySet<EventColumn> = new Set([
  'kind',
  'time',
  'source',
  'phase',
  'dialect',
  'mode',
  'mode_source',
  'effect',
  'applied',
  'outcome',
])

/**
 * What of `event` may be written: known secrets removed from every string, strings cut at 4 KiB, arguments as `storage`
 * says with `args_state` and `redacted_paths` set to match; where they are not stored, reasons do not quote them either.
 * Where arguments are not stored as they were, `asked` tells them apart by the log's key.
 * `hits` are the rules that fired with their own effects; without them they follow from `matched`, `rule` and `effect`.
 * Never throws; takes milliseconds even for megabytes.
 */
export function prepareEvent(event: AuditEvent, storage: ArgumentStorage, hits?: readonly Hit[]): PreparedEvent {
  const row: Columns = {}
  for (const [column, form] of columns) {
    const value = event[column]
    if (value === undefined || value === null || ownState.has(column)) continue
    if (form === 'json') row[column] = jsonText(cleanJson(value as Json).value)
    else if (form === 'flag') row[column] = value ? 1 : 0
    else if (form === 'number') row[column] = wholeNumber(value as number)
    else if (fixedWords.has(column)) row[column] = String(value)
    else row[column] = cleanText(quoting.has(column) ? unquoted(String(value), event, storage) : String(value))
  }
  if (event.args !== undefined) storeArguments(row, event, storage)
  const fired = event.kind === 'decision' ? (hits ?? hitsOf(event)) : []
  if (fired.length > 0) row.hits = hitsText(fired)
  return row as PreparedEvent
}

function unquoted(text: string, { args }: AuditEvent, storage: ArgumentStorage): string {
  if (storage.args === 'redacted' || args === undefined) return text
  return withoutArguments(text.slice(0, longestReason), args)
}

function storeArguments(row: Columns, event: AuditEvent, storage: ArgumentStorage): void {
  const hashed = storage.args === 'hash' ? keyedDigest(event, storage) : null
  if (hashed !== null) {
    row.args = jsonText(`hmac-sha256:${hashed}`)
    row.args_state = 'hashed'
  } else if (storage.args === 'redacted') {
    const cleaned = cleanJson(event.args as Json)
    row.args = jsonText(cleaned.value)
    row.args_state = stateOf(cleaned)
    const paths = [...(event.redacted_paths ?? []), ...cleaned.paths]
    if (paths.length > 0) row.redacted_paths = jsonText(paths.map(cleanText))
  } else {
    row.args_state = 'none'
  }
  const isTold = row.args_state === 'whole' || row.args_state === 'hashed'
  const asked = isTold || event.call_id === undefined || event.kind !== 'decision' ? null : keyedDigest(event, storage)
  if (asked !== null) row.asked = asked
}

function keyedDigest({ args }: AuditEvent, storage: ArgumentStorage): string | null {
  const key = storage.key?.() ?? null
  if (key === null) return null
  return createHmac('sha256', key)
    .update(jsonText(args as Json))
    .digest('hex')
}

function stateOf(cleaned: Cleaned<Json>): 'whole' | 'redacted' | 'cut' {
  if (cleaned.redacted) return 'redacted'
  return cleaned.paths.length > 0 ? 'cut' : 'whole'
}

/** Every rule that matched, once; only the deciding one's effect is known from the event. */
function hitsOf(event: AuditEvent): Hit[] {
  const rules = new Set(event.matched ?? [])
  if (typeof event.rule === 'string') rules.add(event.rule)
  return [...rules].map((rule) => {
    const decided = rule === event.rule
    return { rule, effect: decided ? (event.effect ?? null) : null, decided }
  })
}

function hitsText(hits: readonly Hit[]): string {
  return JSON.stringify(hits.map(({ rule, effect, decided }) => [cleanText(rule), effect, decided ? 1 : 0]))
}

function wholeNumber(value: number): number {
  return Number.isNaN(value) ? 0 : Math.round(Math.min(Math.max(value, 0), Number.MAX_SAFE_INTEGER)) + 0
}
