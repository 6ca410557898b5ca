import { createHash } from 'node:crypto'
import type { Call, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Mode } from '../../effect.ts'
import type { Json } from '../../json/values.ts'
import type { Policy, RuleInfo } from '../../policy.ts'
import { firstThatHolds } from './candidates.ts'
import { decisionOf, modeFor } from './decide.ts'
import { explain } from './explain.ts'
import { allHold, type CompiledRule, ruleMatches } from './matchers.ts'
import type { SafeclawModel, SafeclawRule } from './model.ts'
import { effectOf, modeOf } from './words.ts'

/** A rule with its decision in every mode, made once. */
interface ReadyRule extends CompiledRule {
  readonly decisions: Readonly<Record<Mode, Decision>>
}

/** Compiles a model; a call costs the rules of its own action type, up to the first that matches. */
export function compile(model: SafeclawModel): Policy {
  const rules = model.rules.map(
    (rule): ReadyRule => ({ rule, holds: allHold(rule.conditions), decisions: inEveryMode(rule) }),
  )
  const byAction = new Map(
    [...Map.groupBy(rules, ({ rule }) => rule.action)].map(([action, list]) => [action, firstThatHolds(list)]),
  )
  const byDefault = inEveryMode(null)

  function evaluate(call: Call, given: Given): Decision {
    const mode = modeFor(model, given)
    const first = byAction.get(call.tool)?.(call)
    return first ? first.decisions[mode] : byDefault[mode]
  }

  return {
    dialect: 'safeclaw',
    name: model.name,
    digest: model.digest ?? createHash('sha256').update(model.document.text).digest('hex'),
    rules: model.rules.map((rule) => infoOf(rule, modeOf[model.mode])),
    mode: modeOf[model.mode],
    modeStands: model.modeStands,
    stateful: false,
    needsIsolation: model.rules.some(({ conditions }) =>
      conditions.some(({ operator, value }) => operator === 'matches' && value.needsIsolation),
    ),
    match: (index, call) => {
      const ready = rules[index]
      return ready ? ruleMatches(ready, call) : false
    },
    decide: (matches, _call, given) => {
      const first = rules.findIndex((_, index) => matches[index] === true)
      return (rules[first]?.decisions ?? byDefault)[modeFor(model, given)]
    },
    evaluate,
    explain: (call, given) => explain(model, rules, evaluate(call, given), call, given),
    judgeOutput: () => null,
    native: (call, given, counters) => ({ answer: nativeAnswer(evaluate(call, given)), counters }),
  }
}

function inEveryMode(rule: SafeclawRule | null): Record<Mode, Decision> {
  return {
    enforce: decisionOf(rule, 'enforce'),
    observe: decisionOf(rule, 'observe'),
    disabled: decisionOf(rule, 'disabled'),
  }
}

function infoOf(rule: SafeclawRule, mode: Mode): RuleInfo {
  const { name, range, nameRange, verdict } = rule
  const effect = effectOf[verdict]
  return { label: name, range, nameRange, document: 0, ownMode: null, mode, effect, enabled: true }
}

/** The page's own answer, field for field. */
function nativeAnswer({ verdict, rule, mode, reason, applied, dryRun }: Decision): Json {
  return {
    verdict,
    rule,
    mode: mode === 'observe' ? 'simulate' : mode,
    reason,
    applied,
    dry_run: dryRun,
    shadow_decision: dryRun ? verdict : null,
    shadow_reason: dryRun ? reason : null,
  }
}
