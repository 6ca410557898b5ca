import type { Effect } from '../../evaluator/effect.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import type { Json } from '../../evaluator/json/values.ts'
import { type ForeignEvent, given, type Members, membersOf, textOf, timeOf, withoutAbsent } from './foreign-event.ts'

const effects: Readonly<Record<string, Effect>> = {
  allow: 'allow',
  deny: 'deny',
  pending: 'require_approval',
  scrub: 'redact',
  narrow: 'redact',
}
const actions = ['', 'LLM_CALL', 'TOOL_CALL', 'FILE_OPERATION', 'NETWORK_CALL', 'PROCESS_EXEC', 'AGENT_SPAWN']

/** True for a line of the gateway's or the interface's own log file. */
export function isAgentAssembly(entry: Members): boolean {
  return ['seq', 'timestamp_ns', 'event_type', 'entry_hash', 'payload'].every((key) => Object.hasOwn(entry, key))
}

/** True for an entry as `audit list` prints it: without hashes, ids in hex, the payload still a text. */
export function isAgentAssemblyList(entry: Members): boolean {
  const shaped = textOf(entry.timestamp) !== undefined && textOf(entry.event_type) !== undefined
  return shaped && typeof entry.payload === 'string' && Object.hasOwn(entry, 'seq')
}

/**
 * The event of one entry, of either shape. Only `dry_run: true` inside the payload makes a shadow event; its own verdict
 * is `allow`. No entry names a tool but an SDK's report.
 */
export function agentAssemblyEvent(
  entry: Members,
  line: number,
  source: 'agent-assembly' | 'agent-assembly-list',
): ForeignEvent {
  const payload = membersOf(parsedOr(textOf(entry.payload) ?? ''))
  const eventType = textOf(entry.event_type) ?? ''
  const shadow = payload.dry_run === true
  const own = textOf(shadow ? payload.shadow_decision : payload.verdict)
  const kind = kindOf(eventType, payload, own)
  const reason = textOf(payload.reason) ?? null
  const effect = own === undefined ? undefined : (effects[own] ?? 'error')
  const rule = textOf(payload.policy_rule) ?? null
  return withoutAbsent({
    id: `${source}:${line}`,
    seq: line,
    source,
    kind,
    time: source === 'agent-assembly' ? nanosecondTime(entry.timestamp_ns) : timeOf(entry.timestamp),
    session: textOf(payload.trace_id) ?? idText(entry.session_id),
    agent: textOf(payload.agent_id_claimed) ?? idText(entry.agent_id),
    user: textOf(payload.actor),
    call_id: textOf(payload.span_id) ?? textOf(payload.event_id),
    phase: kind === 'decision' ? 'before' : undefined,
    surface: typeof payload.action_type === 'number' ? actions[payload.action_type] : textOf(payload.action_type),
    tool: kind === 'report' ? textOf(payload.action) : undefined,
    args_state: kind === 'decision' ? 'none' : undefined,
    context: given({
      team: payload.team_id ?? payload.team ?? null,
      org: payload.org_id ?? payload.org ?? null,
      findings: entry.credential_findings,
    }),
    policy_digest: textOf(payload.policy_doc_id),
    dialect: 'agent-assembly',
    mode: own === undefined ? undefined : shadow ? 'observe' : 'enforce',
    verdict: own,
    effect,
    applied:
      effect === undefined
        ? undefined
        : shadow
          ? 'proceed'
          : ({ deny: 'block', redact: 'sanitize', require_approval: 'hold' }[effect as string] ?? 'proceed'),
    rule,
    reason,
    dry_run: own === undefined ? undefined : shadow,
    shadow_decision: shadow ? (own ?? null) : null,
    shadow_reason: shadow ? (textOf(payload.shadow_reason) ?? null) : null,
    duration_us: typeof payload.latency_us === 'number' ? payload.latency_us : undefined,
    detail: kind === 'mode_changed' || eventType === 'GovernanceMutation' ? changeOf(payload) : undefined,
    native: { ...entry, ...(Object.keys(payload).length > 0 && { payload: payload as Json }) } as Json,
  })
}

function kindOf(eventType: string, payload: Members, own: string | undefined): ForeignEvent['kind'] {
  if (own !== undefined) return 'decision'
  if (eventType === 'GovernanceMutation') return payload.action === 'enforcement_mode' ? 'mode_changed' : 'report'
  return /^Approval(?!Requested)/.test(eventType) ? 'approval' : 'report'
}

function changeOf(payload: Members): Json | undefined {
  const { action, before, after, actor, reason } = payload
  return given({ action, before, after, who: actor, why: reason })
}

/** An id as hex; undefined when it is all zero, which stands for none. */
function idText(id: Json | undefined): string | undefined {
  const hex = Array.isArray(id) ? Buffer.from(id.map(Number)).toString('hex') : textOf(id)
  return hex === undefined || /^0*$/.test(hex) ? undefined : hex
}

/** The log counts nanoseconds, past what a double can hold. */
function nanosecondTime(value: Json | undefined): string {
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) return ''
  const at = new Date(Number(BigInt(value) / 1_000_000n))
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

function parsedOr(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
