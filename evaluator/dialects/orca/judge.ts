import { type Decision, errorDecision } from '../../decision.ts'
import { applyEffect, isShadow, type Mode } from '../../effect.ts'
import { listsCount } from './matchers.ts'
import type { InnerPolicy, OrcaRule } from './model.ts'
import type { Subject } from './subject.ts'
import {
  effectOf,
  inboundSuffix,
  type Outcome,
  reasonOfDefault,
  reasonWhenDisabled,
  reasonWithoutPolicy,
  shadowReason,
} from './words.ts'

/** What one policy, or none, makes of a call; `decision` is the same in the common words. */
export interface Judgement {
  readonly policy: InnerPolicy | null
  readonly rule: OrcaRule | null
  readonly decision: Decision
}

/** A request that the service would refuse: no verdict, and enforcement stops the call. */
export interface InputError {
  readonly error: 'surface' | 'policy_id'
  readonly decision: Decision
}

/** What a judgement can say of the call beside the rule. */
export type JudgedCall = Pick<Subject, 'surface' | 'cost' | 'host'>

type Applied = Extract<Mode, 'enforce' | 'observe'>

/** The judgement by a rule that matched. */
export function byRule(policy: InnerPolicy, rule: OrcaRule, subject: JudgedCall, mode: Applied): Judgement {
  const { outcome, reason } = outcomeOf(rule, subject)
  return { policy, rule, decision: decisionOf(outcome, reason, rule.name, mode) }
}

/** True when the judgement depends on the call beyond its surface. */
export function dependsOnCall(rule: OrcaRule): boolean {
  return rule.verdict === 'cap_cost' || (rule.verdict === 'deny' && listsCount(rule))
}

export function byDefault(policy: InnerPolicy, mode: Applied): Judgement {
  return { policy, rule: null, decision: decisionOf(policy.defaultVerdict, reasonOfDefault, null, mode) }
}

export function withoutPolicy(observes: boolean): Judgement {
  const outcome = observes ? 'observe' : 'allow'
  const decision = decisionOf(outcome, reasonWithoutPolicy, null, observes ? 'observe' : 'enforce')
  return { policy: null, rule: null, decision }
}

export function whenDisabled(): Judgement {
  return {
    policy: null,
    rule: null,
    decision: { ...decisionOf('allow', reasonWhenDisabled, null, 'enforce'), mode: 'disabled' },
  }
}

export function inputError(error: InputError['error'], mode: Mode): InputError {
  const reason =
    error === 'surface'
      ? 'the surface must be inbound, response, mcp or egress'
      : '`policy_id` names no policy of this document'
  return { error, decision: errorDecision(reason, mode) }
}

function outcomeOf(rule: OrcaRule, subject: JudgedCall): { outcome: Outcome; reason: string } {
  const { verdict, label, position, tool } = rule
  const reason = label === '' ? `rule ${position + 1} matched ${tool.text || '*'}` : label
  if (verdict === 'cap_cost') {
    const over = subject.cost > rule.capCents
    const relation = over ? 'exceeds' : 'within'
    return {
      outcome: over ? 'deny' : 'allow',
      reason: `run cost ${subject.cost} ${relation} cap ${rule.capCents} cents`,
    }
  }
  if (verdict === 'sanitize' && subject.surface === 'inbound')
    return { outcome: 'deny', reason: reason + inboundSuffix }
  if (verdict === 'deny' && subject.surface === 'egress' && listsCount(rule)) {
    return { outcome: 'deny', reason: `egress to ${subject.host} denied` }
  }
  return { outcome: verdict, reason }
}

function decisionOf(outcome: Outcome, reason: string, rule: string | null, mode: Applied): Decision {
  const effect = effectOf[outcome]
  const isDowngraded = isShadow(effect, mode)
  return {
    verdict: isDowngraded ? 'audit' : outcome,
    effect,
    rule,
    matched: rule === null ? [] : [rule],
    reason: isDowngraded ? shadowReason(outcome, reason) : reason,
    mode,
    applied: applyEffect(effect, mode),
    dryRun: isDowngraded,
  }
}
