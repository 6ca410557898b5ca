import type { Effect } from '../../evaluator/effect.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import { type ForeignEvent, given, type Members, membersOf, textOf, timeOf, withoutAbsent } from './foreign-event.ts'

/** The action words of TypeScript, Go and the server wire, and the Python sink's words for the same. */
const sameAction: Readonly<Record<string, string>> = {
  call_blocked: 'call_denied',
  call_would_block: 'call_would_deny',
  call_asked: 'call_approval_requested',
  call_approval_blocked: 'call_approval_denied',
}

const effects: Readonly<Record<string, Effect>> = {
  call_denied: 'deny',
  call_would_deny: 'deny',
  call_approval_requested: 'require_approval',
  call_approval_granted: 'allow',
  call_approval_denied: 'deny',
  call_allowed: 'allow',
  call_executed: 'allow',
  call_failed: 'allow',
}

/** True for an entry of an edictum log, in the spelling of any of its engines. */
export function isEdictum(entry: Members): boolean {
  const action = textOf(entry.action)
  if (action === undefined || (entry.tool_name ?? entry.toolName) === undefined) return false
  return /^(?:call|workflow)_[a-z_]+$|^postcondition_warning$/.test(action)
}

/** The event of one line; only `call_would_deny` is a shadow event. */
export function edictumEvent(entry: Members, seq: number): ForeignEvent {
  const own = (name: string): Json | undefined => entry[name] ?? entry[camelCase(name)]
  const action = textOf(entry.action) ?? ''
  const verdict = sameAction[action] ?? action
  const shadow = verdict === 'call_would_deny'
  const contracts = evaluated(own('contracts_evaluated') ?? own('rules_evaluated'))
  const rule = textOf(own('decision_name')) ?? null
  const reason = textOf(entry.reason) ?? null
  const findings = /^call_(?:executed|failed)$/.test(verdict) ? contracts.filter(({ passed }) => !passed) : []
  const enforced = findings.filter(({ observed }) => !observed)
  return withoutAbsent({
    id: `edictum:${seq}`,
    seq,
    source: 'edictum',
    kind: kindOf(verdict),
    time: timeOf(entry.timestamp),
    session: textOf(own('session_id')) ?? textOf(own('run_id')),
    agent: textOf(own('agent_id')),
    user: textOf(membersOf(entry.principal).user_id ?? membersOf(entry.principal).userId),
    cwd: textOf(entry.cwd),
    call_id: textOf(own('call_id')),
    phase: verdict === 'call_executed' ? 'after' : verdict === 'call_failed' ? 'failed' : 'before',
    tool: textOf(own('tool_name')),
    tool_raw: textOf(own('tool_name')),
    args: own('tool_args'),
    ...argumentState(entry, own('tool_args')),
    context: given({ principal: entry.principal, environment: entry.environment, side_effect: own('side_effect') }),
    policy_digest: textOf(own('policy_version')),
    dialect: 'edictum',
    mode: textOf(entry.mode),
    verdict,
    effect: enforced.length > 0 ? 'warn' : effects[verdict],
    applied: verdict === 'call_denied' ? 'block' : verdict === 'call_approval_requested' ? 'hold' : 'proceed',
    rule: rule ?? enforced[0]?.name ?? null,
    matched: contracts.filter(({ passed }) => !passed).map(({ name }) => name),
    reason: reason ?? enforced[0]?.message ?? null,
    dry_run: shadow,
    shadow_decision: shadow ? 'deny' : null,
    shadow_reason: shadow ? reason : null,
    outcome: verdict === 'call_executed' ? 'ran' : verdict === 'call_failed' ? 'failed' : undefined,
    detail: given({
      findings: findings.length > 0 ? (findings as unknown as Json) : undefined,
      policy_error: own('policy_error') === true || undefined,
    }),
    native: entry as Json,
  })
}

function kindOf(verdict: string): ForeignEvent['kind'] {
  if (verdict.startsWith('call_approval_')) return 'approval'
  return verdict.startsWith('call_') ? 'decision' : 'report'
}

/** A contract as a line lists it. */
interface Evaluated {
  readonly name: string
  readonly passed: boolean
  readonly observed: boolean
  readonly message: string | null
}

function evaluated(list: Json | undefined): Evaluated[] {
  if (!Array.isArray(list)) return []
  return list.filter(isObject).map((contract) => ({
    name: textOf(contract.name ?? contract.rule_id ?? contract.ruleId) ?? '',
    passed: contract.passed !== false,
    observed: contract.observed === true,
    message: textOf(contract.message) ?? null,
  }))
}

/** What the sink cut or took out is not what was judged. */
function argumentState(entry: Members, args: Json | undefined): Pick<ForeignEvent, 'args_state' | 'redacted_paths'> {
  if (args === undefined) return {}
  if (entry._truncated === true) return { args_state: 'cut', redacted_paths: [''] }
  return JSON.stringify(args)?.includes('[REDACTED]') === true
    ? { args_state: 'redacted', redacted_paths: [''] }
    : { args_state: 'whole' }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
}
