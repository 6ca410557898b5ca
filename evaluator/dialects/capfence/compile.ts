import { createHash } from 'node:crypto'
import type { Call, Counters, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Truth } from '../../json/values.ts'
import type { Policy } from '../../policy.ts'
import { candidateIndex } from './candidates.ts'
import { brokenDecision, decisionOf } from './decide.ts'
import { eventOf } from './event.ts'
import { explainCall } from './explain.ts'
import type { Facts } from './facts.ts'
import { Failure, type Outcome } from './failure.ts'
import { normaliseEvent } from './fixture.ts'
import {
  type Answer,
  type CompiledRule,
  compileRisks,
  compileRule,
  judge,
  patternsOf,
  riskOf,
  stepsOf,
  testClauses,
  testRule,
} from './judge.ts'
import type { Judged } from './judged.ts'
import type { CapfenceModel } from './model.ts'
import { nativeAnswer } from './native.ts'
import { ruleInfos } from './rule-info.ts'
import { decideRuntime } from './runtime.ts'

/** Judges the policy layer and adds the labels of all that match. */
type PolicyLayer = (facts: Facts, matched: string[]) => Answer

/** Compiles a model; what a call costs is the rules whose capability covers it. */
export function compile(model: CapfenceModel): Policy {
  const rules = model.rules.map(compileRule)
  const risks = compileRisks(model)
  const all = stepsOf(rules)
  const candidates = candidateIndex(rules)

  const policyLayer: PolicyLayer = (facts, matched) => {
    const steps = facts.payloadFailure === null ? candidates(facts) : null
    return steps === null
      ? judge(all, risks, facts, testRule, matched)
      : judge(steps, risks, facts, testClauses, matched)
  }

  function judgeCall(call: Call, given: Given, counters: Counters, matched: string[], layer = policyLayer): Judged {
    const fixture = call.extra?.event
    if (fixture !== undefined) {
      const event = normaliseEvent(fixture)
      if (event instanceof Failure) return { facts: null, answer: failed(event), runtime: null, capability: null }
      return { ...event, answer: layer(event.facts, matched), runtime: null }
    }
    const event = eventOf(call)
    const { facts, runtimeFacts } = event
    const answer = layer(facts, matched)
    const capability = event.built
    if (model.runtimeRefuses !== null && event.refused === null) {
      return { facts, answer, capability, runtime: { stage: 'load', error: model.runtimeRefuses } }
    }
    const own = runtimeFacts === facts ? answer : policyLayer(runtimeFacts, [])
    return { facts, answer, capability, runtime: decideRuntime(event, own, given, counters) }
  }

  function evaluate(call: Call, given: Given, counters: Counters): Decision {
    return guarded(call, given, counters, policyLayer)
  }

  function guarded(call: Call, given: Given, counters: Counters, layer: PolicyLayer): Decision {
    try {
      const matched: string[] = []
      const { answer, runtime } = judgeCall(call, given, counters, matched, layer)
      return decisionOf(answer, runtime, matched, given)
    } catch (error) {
      return brokenDecision(error instanceof Error ? error.message : String(error), given)
    }
  }

  function decide(matches: readonly Truth[], call: Call, given: Given, counters: Counters): Decision {
    const layer: PolicyLayer = (facts, labels) =>
      judge(all, risks, facts, (rule) => known(rule, matches, facts), labels)
    return guarded(call, given, counters, layer)
  }

  function match(index: number, call: Call): Truth {
    try {
      const event = call.extra?.event
      const facts = event === undefined ? eventOf(call).facts : normaliseEvent(event)
      if (facts instanceof Failure) return false
      const seen = 'facts' in facts ? facts.facts : facts
      const rule = rules[index]
      if (rule === undefined) return riskOf(risks, seen)?.index === index
      const outcome = testRule(rule, seen)
      return outcome instanceof Failure ? false : outcome
    } catch {
      return 'unknown'
    }
  }

  return {
    dialect: 'capfence',
    name: model.name,
    digest: model.digest ?? digestOf(model),
    rules: ruleInfos(model),
    mode: 'enforce',
    modeStands: false,
    stateful: true,
    needsIsolation: patternsOf(rules).some((pattern) => pattern.needsIsolation),
    match,
    decide,
    evaluate,
    explain: (call, given, counters) => {
      const decision = evaluate(call, given, counters)
      return explainCall(model, rules, risks, decision, () => judgeCall(call, given, counters, []))
    },
    judgeOutput: () => null,
    native: (call, given, counters) => {
      try {
        return nativeAnswer(judgeCall(call, given, counters, []), counters)
      } catch (error) {
        return { answer: null, counters, cannotReproduce: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

/** A rule's outcome when its match is known; whether the engine died on it is found out again. */
function known(rule: CompiledRule, matches: readonly Truth[], facts: Facts): Outcome {
  const truth = matches[rule.index] ?? false
  if (truth === true) return true
  const safe = !rule.fallible && facts.payloadFailure === null && typeof facts.capability === 'string'
  const outcome = safe ? truth : testRule(rule, facts)
  return outcome instanceof Failure ? outcome : truth
}

function failed(verdict: Failure): Answer {
  return { verdict, section: '', reason: '', label: null, index: null }
}

function digestOf({ document, further }: CapfenceModel): string {
  const hash = createHash('sha256')
  for (const [index, { text }] of [document, ...further].entries()) hash.update(index === 0 ? text : `\0${text}`)
  return hash.digest('hex')
}
