import { createHash } from 'node:crypto'
import type { AuditEvent } from '../audit/event.ts'
import { newEventId } from '../audit/event-id.ts'
import type { Hit } from '../audit/row.ts'
import type { AgentName } from '../evaluator/call.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { CallEvent, HookAnswer, HookProblem, SessionEvent } from './agent-hook.ts'
import type { CallSettings } from './call-settings.ts'
import type { Judgement, Ruling } from './judge.ts'
import type { RememberedPolicy } from './memory.ts'
import type { GatePolicy } from './policies.ts'

/** What every row of one process has. */
export interface Writer {
  readonly source: AuditEvent['source']
  readonly agent: string
  /** The coding agent that asks, where `agent` is a name that the command line gave it. */
  readonly product?: AgentName
  /** As the agent's environment says; what an event says of itself goes before. */
  readonly agentVersion?: string
  readonly user: string
  readonly host: string
  readonly gateVersion: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

type From = Pick<SessionEvent, 'session' | 'cwd' | 'permissionMode' | 'agentVersion'>

/** A call with what only some callers know of it. */
export type JudgedCall = CallEvent & Pick<CallSettings, 'environment' | 'principal'>

/** An event with the rules that fired, where it is a decision. */
export interface Row {
  readonly event: AuditEvent
  readonly hits?: readonly Hit[]
}

/** One row for each policy that had a say in the call. */
export function decisionRows(writer: Writer, event: JudgedCall, ruling: Ruling, answer: HookAnswer): Row[] {
  return ruling.judgements.map((judgement) => {
    return { event: decisionEvent(writer, event, ruling, answer, judgement), hits: hitsOf(judgement) }
  })
}

function decisionEvent(
  writer: Writer,
  event: JudgedCall,
  ruling: Ruling,
  answer: HookAnswer,
  judgement: Judgement,
): AuditEvent {
  const { policy, decision, modeSource, tool, surface, durationUs } = judgement
  const limited = decision.applied !== 'proceed' && answer.limit !== undefined
  const stopper = ruling.verdict.applied === 'block' && decision.applied !== 'block' ? ruling.settled : null
  return {
    ...base(writer, event, 'decision'),
    ...callOf(event),
    tool,
    ...(surface === undefined ? {} : { surface }),
    ...contextOf(writer, event),
    ...policyOf(policy),
    mode: decision.mode,
    mode_source: modeSource,
    verdict: decision.verdict,
    effect: decision.effect,
    applied: limited ? 'proceed' : decision.applied,
    ...(limited && answer.limit ? { limit: answer.limit } : {}),
    rule: decision.rule,
    matched: decision.matched,
    reason: decision.reason,
    dry_run: decision.dryRun,
    ...shadowOf(judgement),
    blocked_by: stopper?.policy.name ?? null,
    duration_us: durationUs,
  }
}

/** What the policies saw beside the call, where somebody said it, and whose words the call is in where no name tells. */
function contextOf({ product, agent }: Writer, { environment, principal }: JudgedCall): { context?: Json } {
  const renamed = product !== undefined && product !== agent
  if (environment === undefined && principal === undefined && !renamed) return {}
  return {
    context: {
      ...(renamed ? { product } : {}),
      ...(environment === undefined ? {} : { environment }),
      ...(principal === undefined ? {} : { principal }),
    },
  }
}

/** Every rule that matched, with its own effect. */
function hitsOf({ policy, decision }: Judgement): Hit[] {
  const rules = policy.kind === 'ready' ? policy.policy.rules : []
  const labels = new Set(decision.rule === null ? decision.matched : [...decision.matched, decision.rule])
  return [...labels].map((rule) => {
    const decided = rule === decision.rule
    const own = rules.find(({ label }) => label === rule)?.effect ?? null
    return { rule, effect: decided ? decision.effect : own, decided }
  })
}

/** The heartbeat of a session, with the policies that stand in front of it. */
export function sessionEvent(writer: Writer, event: SessionEvent, policies: readonly GatePolicy[]): AuditEvent {
  const standing = policies.map((policy) => ({
    policy_file: policy.files.join('\n'),
    mode: policy.kind === 'ready' ? policy.policy.mode : policy.mode,
    policy_digest: policy.kind === 'ready' ? policy.policy.digest : null,
  }))
  const detail: Json = { policies: standing, trigger: event.trigger ?? null, model: event.model ?? null }
  return { ...base(writer, event, 'session_start'), detail }
}

/** Something went wrong; `place` is the file it is about. */
export function errorEvent(
  writer: Writer,
  from: From,
  problem: HookProblem,
  about: Partial<CallEvent> = {},
  policy?: GatePolicy,
): AuditEvent {
  const call = about.tool === undefined ? {} : callOf({ args: null, ...about } as CallEvent)
  const { args: _, ...withoutArgs } = call as { args?: Json }
  return {
    ...base(writer, from, 'error'),
    ...withoutArgs,
    ...(policy ? policyOf(policy) : {}),
    reason: problem.message,
    detail: { code: problem.code },
  }
}

/**
 * A policy is not what it was when it last loaded. The id follows from what changed, so that several hooks that see the
 * same change at once write one event.
 */
export function policyChangedEvent(
  writer: Writer,
  from: From,
  before: RememberedPolicy,
  policy: GatePolicy & { kind: 'ready' },
): AuditEvent {
  const { digest, mode } = policy.policy
  const change = JSON.stringify([before.file, before.since, before.digest, before.mode, digest, mode])
  const unique = createHash('sha256').update(change).digest('hex').slice(0, 20)
  return {
    ...base(writer, from, 'policy_changed'),
    id: Date.parse(before.since).toString(16).padStart(12, '0') + unique,
    ...policyOf(policy),
    mode,
    detail: { old_digest: before.digest, new_digest: digest, old_mode: before.mode, new_mode: mode },
  }
}

function base(writer: Writer, from: From, kind: AuditEvent['kind']) {
  const { source, agent, user, host, gateVersion, now } = writer
  const agentVersion = from.agentVersion ?? writer.agentVersion
  return {
    id: newEventId(now),
    kind,
    time: new Date(now).toISOString(),
    source,
    agent,
    ...(agentVersion === undefined ? {} : { agent_version: agentVersion }),
    user,
    host,
    gate_version: gateVersion,
    ...(from.session === undefined ? {} : { session: from.session }),
    ...(from.cwd === undefined ? {} : { cwd: from.cwd }),
    ...(from.permissionMode === undefined ? {} : { permission_mode: from.permissionMode }),
  }
}

function callOf(event: CallEvent) {
  const outcome = event.phase === 'before' ? {} : ({ outcome: event.phase === 'after' ? 'ran' : 'failed' } as const)
  return {
    ...(event.callId === undefined ? {} : { call_id: event.callId }),
    phase: event.phase,
    tool: event.tool,
    tool_raw: event.tool,
    args: event.args,
    ...outcome,
  }
}

function policyOf(policy: GatePolicy) {
  const known = policy.kind === 'ready' ? { name: policy.dialect.name, digest: policy.policy.digest } : null
  const dialect = known?.name ?? (policy.kind === 'unreadable' ? policy.dialect : null)
  return {
    policy: policy.name,
    policy_file: policy.files[0] ?? '',
    ...(dialect === null ? {} : { dialect }),
    ...(known === null ? {} : { policy_digest: known.digest }),
  }
}

/** Of an error that is only observed, enforcement would make a denial. */
function shadowOf({ decision }: Judgement) {
  if (!decision.dryRun) return { shadow_decision: null, shadow_reason: null }
  return { shadow_decision: decision.effect === 'error' ? 'deny' : decision.verdict, shadow_reason: decision.reason }
}
