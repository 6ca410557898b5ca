import type { Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Applied, Effect, Mode } from '../../effect.ts'
import { Failure } from './failure.ts'
import type { Answer, Verdict } from './judge.ts'
import type { RuntimeAnswer } from './runtime.ts'

const effects: Record<Verdict, Effect> = {
  allow: 'allow',
  warn: 'warn',
  deny: 'deny',
  default_deny: 'deny',
  require_approval: 'require_approval',
}

/** The mode a policy runs in: what the gate sets, else what the engine's runtime was started with. */
export function modeOf(given: Given): Mode {
  if (given.modeOverride !== undefined) return given.modeOverride
  return given.extra?.mode === 'observe' ? 'observe' : 'enforce'
}

/** The policy layer's verdict with what the runtime applies; `runtime` is null for a fixture event, which reaches none. */
export function decisionOf(
  answer: Answer,
  runtime: RuntimeAnswer | null,
  matched: readonly string[],
  given: Given,
): Decision {
  const { verdict } = answer
  const failed = verdict instanceof Failure
  const effect = failed ? 'error' : effects[verdict]
  const own = modeOf(given)
  const mode = effect === 'warn' && own === 'enforce' ? 'observe' : own
  return {
    verdict: failed ? 'error' : verdict,
    effect,
    rule: answer.label,
    matched,
    reason: failed ? `${verdict.raised}: ${verdict.reason}` : reasonOf(answer.reason, runtime),
    mode,
    applied: appliedOf(effect, runtime, own),
    dryRun: mode === 'observe' && effect !== 'allow',
  }
}

/** The policy's reason, and beside it what the runtime says where that is not the policy's own word again. */
function reasonOf(reason: string, runtime: RuntimeAnswer | null): string {
  if (runtime === null || ('reason' in runtime && runtime.reason === reason)) return reason
  if ('error' in runtime) return `${reason}; the runtime dies at ${runtime.stage} with ${runtime.error}`
  return runtime.reason.endsWith(reason) || runtime.reason.startsWith('policy_')
    ? reason
    : `${reason}; ${runtime.reason}`
}

function appliedOf(effect: Effect, runtime: RuntimeAnswer | null, mode: Mode): Applied {
  if (mode !== 'enforce') return 'proceed'
  if (runtime === null)
    return effect === 'allow' || effect === 'warn' ? 'proceed' : effect === 'require_approval' ? 'hold' : 'block'
  if ('error' in runtime) return 'block'
  return runtime.authorized ? 'proceed' : runtime.decision === 'require_approval' ? 'hold' : 'block'
}

/** What is left to say when a call is beyond us, such as one nested too deep. */
export function brokenDecision(reason: string, given: Given): Decision {
  const mode = modeOf(given)
  const applied = mode === 'enforce' ? 'block' : 'proceed'
  return {
    verdict: 'error',
    effect: 'error',
    rule: null,
    matched: [],
    reason,
    mode,
    applied,
    dryRun: mode === 'observe',
  }
}
