import type { Call, Counters, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import { applyEffect, compareEffects, type Effect, type Mode } from '../../effect.ts'
import type { Json } from '../../json/values.ts'
import { counted } from './counters.ts'
import { type Ask, type Judged, judge, judgeCandidates, refusedCall } from './judge.ts'
import type { EdictumModel } from './model.ts'
import { guardMode, verdictWord } from './native.ts'
import { hasFired, type Outcome, yes } from './outcome.ts'
import type { Plan } from './plans.ts'
import { type JudgedOutput, judgeResponse } from './post.ts'
import type { Rule, Rules } from './rules.ts'
import { reasonOf } from './verdict.ts'

/** What a decision is made from. */
export interface Case {
  readonly plan: Plan
  readonly rules: Rules
  readonly model: EdictumModel
  readonly call: Call
  readonly given: Given
  readonly counters: Counters
}

const none: readonly string[] = []

/** The decision on a call before it runs; `ask` answers for the rules where their matches are known already. */
export function decideCall(of: Case, ask: Ask | null): Decision {
  const { plan, rules, model, call, given, counters } = of
  const refused = refusedCall(plan, call)
  const guard = guardMode(model.mode, given)
  if (refused !== null) return refusedDecision(refused, modeOf(guard, given))
  const judged = judge(plan, rules, call, given, counters, ask, null)
  if (judged.action !== 'allow') return stopped(of, judged, guard, ask)
  const after = counted(counters, true, plan.tool, plan.limit !== undefined)
  const shadow = judged.observed[0]
  if (shadow !== undefined) return shadowed(of, judged.observed, 'would_deny', after)
  if (plan.candidates.length > 0) {
    const fired: Rule[] = []
    judgeCandidates(plan, call, given, counters, ask, (rule, outcome) => {
      if (hasFired(outcome)) fired.push(rule)
    })
    if (fired.length > 0) return shadowed(of, fired, 'allow', after)
  }
  return {
    verdict: 'allow',
    effect: 'allow',
    rule: null,
    matched: none,
    reason: null,
    mode: modeOf(guard, given),
    applied: 'proceed',
    dryRun: false,
    counters: after,
  }
}

/** What `disabled` from outside makes of a mode; the engine itself has no such mode. */
function modeOf(mode: Mode, given: Given): Mode {
  return given.modeOverride === 'disabled' ? 'disabled' : mode
}

/** A contract or limit stopped the call, or would have under a guard that observes; approval is asked for even then. */
function stopped(of: Case, judged: Judged, guard: 'enforce' | 'observe', ask: Ask | null): Decision {
  const { plan, given, counters } = of
  const holds = judged.action === 'pending_approval'
  const effect: Effect = holds ? 'require_approval' : 'deny'
  const mode = modeOf(holds && given.modeOverride === undefined ? 'enforce' : guard, given)
  const applied = applyEffect(effect, mode)
  const observed = judged.observed.length === 0 ? none : judged.observed.map((rule) => rule.label)
  return {
    verdict: verdictWord(judged, guard),
    effect,
    rule: judged.rule?.label ?? judged.limit?.name ?? null,
    matched: judged.rule ? [...observed, judged.rule.label] : observed,
    reason: judged.limit?.reason ?? reason(judged.rule, ask === null ? judged.outcome : null, of),
    mode,
    applied,
    dryRun: mode === 'observe',
    counters: counted(counters, applied === 'proceed', plan.tool, plan.limit !== undefined),
  }
}

/** The call goes on, though contracts that observe fired; the first of them names the decision. */
function shadowed(of: Case, fired: readonly Rule[], verdict: string, counters: Counters): Decision {
  const [first] = fired
  const mode = modeOf('observe', of.given)
  return {
    verdict,
    effect: first?.effect ?? 'allow',
    rule: first?.label ?? null,
    matched: fired.map((rule) => rule.label),
    reason: reason(first ?? null, null, of),
    mode,
    applied: 'proceed',
    dryRun: mode === 'observe',
    counters,
  }
}

/** A rule's text; where only "matched" is known the rule is asked again, since an exception changes the text. */
function reason(rule: Rule | null, known: Outcome | null, { call, given, model }: Case): string | null {
  if (rule === null) return null
  const asked = known ?? (rule.type === 'session' ? yes : rule.check(call, given, undefined))
  return reasonOf(rule, hasFired(asked) ? asked : yes, call, given, model.words)
}

/** The engine raises on this call before it looks: it cannot be judged. */
function refusedDecision(error: string, mode: Mode): Decision {
  const shadow = mode === 'observe'
  const reason =
    error === 'ValueError'
      ? 'The engine takes no tool of this name: it is empty, or holds a slash, a backslash or a control character.'
      : 'The engine dies on a `Bash` call whose `command` is no string.'
  const effect = shadow ? 'deny' : 'error'
  const applied = applyEffect(effect, mode)
  return { verdict: 'error', effect, rule: null, matched: none, reason, mode, applied, dryRun: shadow }
}

/** The decision on a call's output; null when no postcondition fired. */
export function decideOutput(of: Case): Decision | null {
  const { plan, model, call, given } = of
  if (plan.post.length === 0 && plan.candidatePost.length === 0) return null
  if (refusedCall(plan, call) !== null) return null
  const judged = judgeResponse(plan, model, call, given)
  const fired = judged.verdicts.filter(({ verdict }) => !verdict.passed)
  const counting = fired.filter(({ rule }) => !rule.observes)
  const among = counting.length > 0 ? counting : fired
  const [first, ...rest] = among
  if (first === undefined) return null
  const effect = ({ rule }: typeof first): Effect => (rule.observes ? rule.effect : carriedEffect(rule, judged))
  const top = rest.reduce((best, next) => (compareEffects(effect(next), effect(best)) > 0 ? next : best), first)
  const mode = modeOf(counting.length > 0 && given.modeOverride !== 'observe' ? 'enforce' : 'observe', given)
  const applied = applyEffect(effect(top), mode)
  const decision: Decision = {
    verdict: ownWord(top.rule, model),
    effect: effect(top),
    rule: top.rule.label,
    matched: fired.map(({ rule }) => rule.label),
    reason: top.verdict.message,
    mode,
    applied,
    dryRun: mode === 'observe',
  }
  const output: Json | null = applied === 'sanitize' ? judged.redacted : null
  return output === null ? decision : { ...decision, output }
}

/** `redact` and `deny` are only warnings on a tool whose effect cannot be undone. */
function carriedEffect(rule: Rule, judged: JudgedOutput): Effect {
  return rule.effect === 'redact' && !judged.carriedOut.includes(rule) ? 'warn' : rule.effect
}

function ownWord({ contract }: Rule, { words }: EdictumModel): string {
  if (contract.type !== 'post') return words.deny
  return contract.effect === 'deny' ? words.deny : contract.effect
}
