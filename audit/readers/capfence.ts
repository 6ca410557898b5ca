import { createHash } from 'node:crypto'
import type { Effect } from '../../evaluator/effect.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import { Float, type Json } from '../../evaluator/json/values.ts'
import { canonicalPython } from './canonical-python.ts'
import { type ForeignEvent, given, type Members, membersOf, textOf, withoutAbsent } from './foreign-event.ts'

const baseFields = [
  'agent_id',
  'task_context',
  'risk_category',
  'decision',
  'risk_score',
  'threshold',
  'payload_hash',
  'reason',
  'latency_ms',
  'timestamp',
]
const laterFields = [
  'actor',
  'action',
  'resource',
  'environment',
  'capability',
  'approval_state',
  'policy_decision',
  'execution_result',
  'metadata_json',
]
const observedPrefix = /^observed: (?:would_have_blocked_due_to_)?/

/** True for a row of `audit_events`, as its tools print it. */
export function isCapfence(entry: Members): boolean {
  return ['prev_hash', 'entry_hash', 'decision', 'risk_category'].every((key) => Object.hasOwn(entry, key))
}

/**
 * The event of one row. An observed row is a shadow event only where `policy_decision` says that the call would have
 * been stopped: its reason says `would_have_blocked` of every call. One that warned is a shadow event of its rule, as at
 * our own gate: warning is how a rule is tried. Neither rule, policy nor payload is stored.
 */
export function capfenceEvent(row: Members, seq: number): ForeignEvent {
  const own = textOf(row.policy_decision) ?? (row.decision === 'pass' ? 'allow' : 'deny')
  const reason = textOf(row.reason) ?? null
  const [cause = null, approval] = reason?.replace(observedPrefix, '').split(':') ?? []
  const effect: Effect =
    own === 'allow'
      ? cause === 'policy_warn'
        ? 'warn'
        : 'allow'
      : own === 'deny' || own === 'require_approval'
        ? own
        : 'error'
  const observing = metadataOf(row).observe_mode === true
  const shadow = effect === 'warn' || (observing && effect !== 'allow')
  const verdict = effect === 'warn' ? 'warn' : own
  const blocked = row.decision !== 'pass'
  return withoutAbsent({
    id: `capfence:${seq}`,
    seq,
    source: 'capfence',
    kind: 'decision',
    time: epochTime(row.timestamp),
    agent: textOf(row.actor) ?? textOf(row.agent_id),
    phase: 'before',
    tool: textOf(row.capability) ?? textOf(row.risk_category),
    args_state: 'none',
    context: given({
      action: row.action ?? row.task_context,
      resource: row.resource,
      environment: row.environment,
      risk: row.risk_category,
      approval_state: row.approval_state,
      approval,
    }),
    dialect: 'capfence',
    mode: observing || effect === 'warn' ? 'observe' : 'enforce',
    verdict,
    effect,
    applied: !blocked ? 'proceed' : effect === 'require_approval' ? 'hold' : 'block',
    rule: null,
    reason,
    dry_run: shadow,
    shadow_decision: shadow ? verdict : null,
    shadow_reason: shadow ? cause : null,
    duration_us: typeof row.latency_ms === 'number' ? row.latency_ms * 1000 : undefined,
    native: row as Json,
  })
}

/**
 * The hash that the row should have, hex. The nine later columns are hashed only where `metadata_json` is written in
 * canonical form, as 0.8.3 and later write it.
 */
export function capfenceHash(row: Members): string {
  const fields = isCanonical(row.metadata_json) ? [...baseFields, ...laterFields] : baseFields
  const hashed: { [key: string]: Json } = { prev_hash: row.prev_hash ?? '' }
  for (const field of fields) hashed[field] = row[field] ?? null
  return createHash('sha256').update(canonicalPython(hashed)).digest('hex')
}

function isCanonical(text: Json | undefined): boolean {
  const parsed = typeof text === 'string' && text !== '' ? parsedOr(text) : undefined
  return parsed !== undefined && canonicalPython(parsed) === text
}

function metadataOf(row: Members): Members {
  return membersOf(typeof row.metadata_json === 'string' ? parsedOr(row.metadata_json) : undefined)
}

function parsedOr(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** Seconds since the epoch as ISO 8601. */
function epochTime(value: Json | undefined): string {
  const seconds = value instanceof Float ? value.value : Number(value ?? Number.NaN)
  const at = new Date(seconds * 1000)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}
