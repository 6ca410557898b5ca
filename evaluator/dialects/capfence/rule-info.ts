import type { Effect } from '../../effect.ts'
import type { RuleInfo } from '../../policy.ts'
import type { CapfenceModel } from './model.ts'
import type { Action } from './words.ts'

/** All that can decide: the rules in the engine's combined order, then the risk levels. */
export function ruleInfos(model: CapfenceModel): readonly RuleInfo[] {
  return [
    ...model.rules.map((rule) => infoOf(rule, true)),
    ...model.riskLevels.map((risk) => infoOf(risk, risk.action !== 'allow')),
  ]
}

/** A rule that warns is a rollout: it has a mode of its own and observes. */
function infoOf(
  {
    label,
    range,
    nameRange,
    document,
    action,
  }: Omit<RuleInfo, 'ownMode' | 'mode' | 'effect' | 'enabled'> & { action: Action },
  enabled: boolean,
): RuleInfo {
  const effect: Effect = action === 'block' ? 'deny' : action
  const warns = action === 'warn'
  return {
    label,
    range,
    nameRange,
    document,
    ownMode: warns ? 'observe' : null,
    mode: warns ? 'observe' : 'enforce',
    effect,
    enabled,
  }
}
