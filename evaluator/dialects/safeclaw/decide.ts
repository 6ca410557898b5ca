import type { Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import { applyEffect, isShadow, type Mode } from '../../effect.ts'
import type { SafeclawModel, SafeclawRule } from './model.ts'
import {
  effectOf,
  modeOf,
  reasonOf,
  reasonWhenDisabled,
  reasonWhenNothingMatched,
  simulatedSuffix,
  type Verdict,
} from './words.ts'

/** The mode a call is judged in: what the gate or a test case sets, else the document's. */
export function modeFor(model: SafeclawModel, given: Given): Mode {
  return given.modeOverride ?? modeOf[model.mode]
}

/** What a rule, or none, makes of a call: the same for every call, so that it can be made once. */
export function decisionOf(rule: SafeclawRule | null, mode: Mode): Decision {
  if (mode === 'disabled') return disabled
  const verdict: Verdict = rule?.verdict ?? 'DENY'
  const effect = effectOf[verdict]
  const dryRun = isShadow(effect, mode)
  const reason = rule ? reasonOf(rule.name) : reasonWhenNothingMatched
  return {
    verdict,
    effect,
    rule: rule?.name ?? null,
    matched: rule ? [rule.name] : [],
    reason: dryRun ? reason + simulatedSuffix : reason,
    mode,
    applied: applyEffect(effect, mode),
    dryRun,
  }
}

const disabled: Decision = {
  verdict: 'ALLOW',
  effect: 'allow',
  rule: null,
  matched: [],
  reason: reasonWhenDisabled,
  mode: 'disabled',
  applied: 'proceed',
  dryRun: false,
}
