import { createHash } from 'node:crypto'
import type { Call, Counters, Given } from '../../call.ts'
import { effectOfWord, errorName, failureOf } from '../../conditions/outcome.ts'
import { member } from '../../conditions/plain.ts'
import type { Decision } from '../../decision.ts'
import { and } from '../../json/truth.ts'
import type { Truth } from '../../json/values.ts'
import type { Policy, RuleInfo } from '../../policy.ts'
import { Envelope } from './envelope.ts'
import { explain } from './explain.ts'
import { Judge, type Judged } from './judge.ts'
import type { AuthensorModel, PlacedPolicy, PlacedRule } from './model.ts'
import { nativeAnswer } from './native.ts'

/** Compiles a model; a call costs the rules about its action type and those about any, up to the first that matches. */
export function compile(model: AuthensorModel): Policy {
  const judge = new Judge(model)
  const policyOf = new Map(judge.inOrder.flatMap((policy) => policy.rules.map((rule) => [rule.index, policy] as const)))
  const ruleOf = new Map(judge.rules.map((rule) => [rule.index, rule]))

  function decided(call: Call, given: Given, decide: (envelope: Envelope) => Judged): Decision {
    const mode = given.modeOverride ?? 'enforce'
    try {
      return decide(new Envelope(call, given)).decisions[mode]
    } catch (error) {
      return failureOf(error, mode)
    }
  }

  const evaluate = (call: Call, given: Given, counters: Counters): Decision =>
    decided(call, given, (envelope) => judge.judge(envelope, counters))

  function match(index: number, call: Call, given: Given): Truth {
    const rule = ruleOf.get(index)
    const policy = policyOf.get(index)
    if (rule === undefined || policy === undefined || given.modeOverride === 'disabled') return false
    try {
      const envelope = new Envelope(call, given)
      const inScope = policy.scope === null || policy.scope(envelope)
      return inScope === false ? false : and(inScope, rule.test(envelope))
    } catch {
      return 'unknown'
    }
  }

  return {
    dialect: 'authensor',
    name: model.name,
    digest: model.digest ?? createHash('sha256').update(model.document.text).digest('hex'),
    rules: model.policies.flatMap((policy) => policy.rules.map((rule) => infoOf(rule, policy))),
    mode: 'enforce',
    modeStands: false,
    stateful: judge.inOrder.some(({ session, rules }) => session !== null || rules.some(({ rateLimit }) => rateLimit)),
    needsIsolation: judge.patterns.needsIsolation,
    match,
    decide: (matches, call, given, counters) =>
      decided(call, given, (envelope) => judge.decide(matches, envelope, counters)),
    possible: (matches, call, given, counters) => {
      const found = judge.possible(matches, new Envelope(call, given), counters)
      return found.map((judged) => decided(call, given, judged))
    },
    evaluate,
    explain: (call, given, counters) => {
      const decision = evaluate(call, given, counters)
      const judged = tried(() => judge.judge(new Envelope(call, given), counters))
      return explain(judge, judged, decision, call, given)
    },
    judgeOutput: () => null,
    native: (call, given, counters) => {
      try {
        return { answer: nativeAnswer(judge.judge(new Envelope(call, given), counters)), counters }
      } catch (error) {
        return { answer: { error: errorName(error) }, counters }
      }
    },
  }
}

function infoOf({ label, value, range, nameRange }: PlacedRule, policy: PlacedPolicy): RuleInfo {
  const word = value === null || value === undefined ? undefined : member(value, 'effect')
  const isEnabled = member(policy.value, 'enabled') !== false
  const effect = effectOfWord(word)
  return { label, range, nameRange, document: 0, ownMode: null, mode: 'enforce', effect, enabled: isEnabled }
}

function tried(judge: () => Judged): Judged | null {
  try {
    return judge()
  } catch {
    return null
  }
}
