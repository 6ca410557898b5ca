import { createHash } from 'node:crypto'
import type { Call, Given } from '../../call.ts'
import { effectOfWord, failureOf } from '../../conditions/outcome.ts'
import { member } from '../../conditions/plain.ts'
import type { Decision } from '../../decision.ts'
import type { Truth } from '../../json/values.ts'
import type { Policy, RuleInfo } from '../../policy.ts'
import { explain } from './explain.ts'
import { Judge } from './judge.ts'
import type { PlacedRule, SafeclawJsonModel } from './model.ts'
import { nativeAnswer, nativeError } from './native.ts'
import { subjectOf } from './subject.ts'

/** Compiles a model; a call costs the rules about its action type and those about any, up to the first that matches. */
export function compile(model: SafeclawJsonModel): Policy {
  const judge = new Judge(model)

  function guarded(given: Given, decide: () => Decision): Decision {
    try {
      return decide()
    } catch (error) {
      return failureOf(error, given.modeOverride ?? 'enforce')
    }
  }

  function evaluate(call: Call, given: Given): Decision {
    const mode = given.modeOverride ?? 'enforce'
    try {
      return judge.judge(subjectOf(call), given).decisions[mode]
    } catch (error) {
      return failureOf(error, mode)
    }
  }

  function match(index: number, call: Call, given: Given): Truth {
    const rule = judge.rules[index]
    if (!rule || given.modeOverride === 'disabled') return false
    try {
      const subject = subjectOf(call)
      return judge.before(subject, given) === null && judge.matches(rule, subject, given.now)
    } catch {
      return 'unknown'
    }
  }

  return {
    dialect: 'safeclaw-json',
    name: model.name,
    digest: model.digest ?? createHash('sha256').update(model.document.text).digest('hex'),
    rules: model.rules.map(infoOf),
    mode: 'enforce',
    modeStands: false,
    stateful: judge.rules.some((rule) => rule !== null && rule.active !== null),
    needsIsolation: judge.patterns.needsIsolation,
    match,
    decide: (matches, call, given) =>
      guarded(given, () => judge.decide(matches, subjectOf(call), given).decisions[given.modeOverride ?? 'enforce']),
    evaluate,
    explain: (call, given) => explain(model, judge, evaluate(call, given), call, given),
    judgeOutput: () => null,
    native: (call, given, counters) => {
      try {
        const subject = subjectOf(unclassified(call))
        return { answer: nativeAnswer(judge.judge(subject, given), subject), counters }
      } catch (error) {
        return { answer: nativeError(error), counters }
      }
    },
  }
}

/** The tool call as it was before it was classified: only the classifier tells its signs of risk. */
function unclassified(call: Call): Call {
  return call.extra?.classified === true ? { ...call, extra: { ...call.extra, classified: false } } : call
}

function infoOf({ label, value, range, nameRange }: PlacedRule): RuleInfo {
  const word = value === null || value === undefined ? undefined : member(value, 'effect')
  const effect = effectOfWord(word)
  return { label, range, nameRange, document: 0, ownMode: null, mode: 'enforce', effect, enabled: true }
}
