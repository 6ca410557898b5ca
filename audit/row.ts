import { parseJson } from '../evaluator/json/parse.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { AuditEvent } from './event.ts'

/** The columns of an event, in the order of the table: how each key of `AuditEvent` is kept. */
export const eventColumns = {
  id: 'text',
  kind: 'text',
  time: 'text',
  source: 'text',
  session: 'text',
  agent: 'text',
  agent_version: 'text',
  user: 'text',
  host: 'text',
  cwd: 'text',
  permission_mode: 'text',
  call_id: 'text',
  phase: 'text',
  surface: 'text',
  tool: 'text',
  tool_raw: 'text',
  args: 'json',
  args_state: 'text',
  redacted_paths: 'json',
  context: 'json',
  policy: 'text',
  policy_file: 'text',
  policy_digest: 'text',
  dialect: 'text',
  mode: 'text',
  mode_source: 'text',
  verdict: 'text',
  effect: 'text',
  applied: 'text',
  limit: 'text',
  rule: 'text',
  matched: 'json',
  reason: 'text',
  dry_run: 'flag',
  shadow_decision: 'text',
  shadow_reason: 'text',
  blocked_by: 'text',
  outcome: 'text',
  native: 'json',
  duration_us: 'number',
  gate_version: 'text',
  detail: 'json',
} as const satisfies Record<keyof AuditEvent, 'text' | 'json' | 'flag' | 'number'>

export type EventColumn = keyof typeof eventColumns

/** One rule that fired for an event: its effect on the common scale where known, and whether it set the verdict. */
export interface Hit {
  readonly rule: string
  readonly effect: string | null
  readonly decided: boolean
}

/**
 * An event as it is written: flat, JSON values as their text, absent keys left out, known secrets removed. Only
 * `prepareEvent` makes one, and only this type can be spooled or stored.
 */
export type PreparedEvent = { readonly [column in EventColumn]?: string | number } & {
  readonly id: string
  readonly kind: string
  readonly time: string
  readonly source: string
  /** JSON text: a list of `[rule, effect or null, 1 when it decided, else 0]`. */
  readonly hits?: string
  /**
   * A keyed digest of the arguments where they are not stored as they were: tells what was asked from what else was asked
   * under the same call id. No row keeps it.
   */
  readonly asked?: string
  readonly __prepared: 'prepared'
}

/** The hits of a row's `hits` text; those that cannot be read are left out. */
export function readHits(text: string | null | undefined): Hit[] {
  const listed = listOf(text ?? '[]')
  if (!Array.isArray(listed)) return []
  const hits: Hit[] = []
  for (const item of listed) {
    if (!Array.isArray(item) || typeof item[0] !== 'string') continue
    hits.push({ rule: item[0], effect: typeof item[1] === 'string' ? item[1] : null, decided: item[2] === 1 })
  }
  return hits
}

function listOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}

/** The value of a JSON text, numbers as they were written; `other` for what is none. */
export function parseOr<T>(text: string, other: T): Json | T {
  try {
    return parseJson(text)
  } catch {
    return other
  }
}
