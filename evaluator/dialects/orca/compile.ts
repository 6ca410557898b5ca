import { createHash } from 'node:crypto'
import type { Call, Given } from '../../call.ts'
import { type Decision, errorDecision } from '../../decision.ts'
import type { Mode } from '../../effect.ts'
import { isObject, type Json, type Truth } from '../../json/values.ts'
import type { Policy, RuleInfo } from '../../policy.ts'
import { explain } from './explain.ts'
import { byDefault, byRule, type InputError, inputError, type Judgement, whenDisabled, withoutPolicy } from './judge.ts'
import { ruleHolds } from './matchers.ts'
import type { InnerPolicy, OrcaModel, OrcaRule } from './model.ts'
import { nativeAnswer } from './native.ts'
import { readyPolicy } from './ready.ts'
import { policyResolver } from './resolve.ts'
import { simulate } from './simulate.ts'
import { Subject } from './subject.ts'
import { targetPolicy } from './target.ts'
import { toolNameMap } from './tool-names.ts'
import { effectOf, type Surface, surfaces } from './words.ts'

/** Compiles a model; a call costs the rules of its policy that can match its tool, up to the first that does. */
export function compile(model: OrcaModel): Policy {
  const resolve = policyResolver(model)
  const translate = toolNameMap(model.toolNames ?? [])
  const ready = new Map(model.policies.map((policy) => [policy, readyPolicy(policy)]))
  const all = model.policies.flatMap((policy) => policy.rules.map((rule) => ({ rule, policy })))
  const indexOf = new Map(all.map(({ rule }, index) => [rule, index]))
  const gap = withoutPolicy(model.observeMode)
  const off = whenDisabled()

  function subjectOf(call: Call, surface: Surface): Subject {
    const ownName = model.toolNames === null ? call.tool : (call.toolAlias ?? call.tool)
    return new Subject(call, surface, translate(ownName))
  }

  /** Finds the policy and hands it on; everything that ends a judgement before that ends it here. */
  function guarded(call: Call, given: Given, judge: (policy: InnerPolicy, subject: Subject) => Judgement) {
    if (given.modeOverride === 'disabled') return off
    const surface = surfaceOf(call)
    if (surface === undefined) return inputError('surface', modeOf(model, given))
    const resolved = resolve(call)
    if (resolved === 'no such policy') return inputError('policy_id', modeOf(model, given))
    if (resolved.policy === null) return gap
    try {
      return judge(resolved.policy, subjectOf(call, surface))
    } catch (error) {
      const mode = appliedMode(resolved.policy, given)
      const decision = errorDecision(error instanceof Error ? error.message : String(error), mode)
      return { policy: resolved.policy, rule: null, decision }
    }
  }

  const judge = (call: Call, given: Given): Judgement | InputError =>
    guarded(call, given, (policy, subject) => {
      const judged = ready.get(policy)?.judge(subject, appliedMode(policy, given))
      return judged ?? byDefault(policy, appliedMode(policy, given))
    })

  const evaluate = (call: Call, given: Given): Decision => judge(call, given).decision

  function match(index: number, call: Call, given: Given): Truth {
    const one = all[index]
    const surface = surfaceOf(call)
    const resolved = resolve(call)
    if (one === undefined || surface === undefined || given.modeOverride === 'disabled') return false
    if (resolved === 'no such policy' || resolved.policy !== one.policy) return false
    const rest = ready.get(one.policy)?.rest.get(one.rule)
    try {
      return rest === undefined ? false : ruleHolds(one.rule, rest, subjectOf(call, surface))
    } catch {
      return 'unknown'
    }
  }

  return {
    dialect: 'orca',
    name: model.name,
    digest: model.digest ?? createHash('sha256').update(model.document.text).digest('hex'),
    rules: all.map(({ rule, policy }) => infoOf(rule, policy)),
    mode: modeOf(model, {}),
    modeStands: model.policies.some(({ shadowEntry }) => shadowEntry !== null),
    stateful: false,
    needsIsolation: all.some(({ rule }) => patternsOf(rule).some((pattern) => pattern.needsIsolation)),
    match,
    decide: (matches, call, given) =>
      guarded(call, given, (policy, subject) => {
        const mode = appliedMode(policy, given)
        const first = ready.get(policy)?.inOrder.find((rule) => matches[indexOf.get(rule) ?? -1] === true)
        return first ? byRule(policy, first, subject, mode) : byDefault(policy, mode)
      }).decision,
    evaluate,
    explain: (call, given) => {
      const judged = judge(call, given)
      const resolved = resolve(call)
      const policy = resolved === 'no such policy' ? null : resolved.policy
      const inOrder = policy ? (ready.get(policy)?.inOrder ?? []) : []
      return explain({
        model,
        judged,
        resolved,
        inOrder,
        subject: () => subjectOf(call, surfaceOf(call) ?? 'response'),
        given,
      })
    },
    judgeOutput: () => null,
    native: (call, given, counters) => {
      const level = call.extra?.simulate
      const answer = level === undefined ? answerOf(call, given) : simulate(level, eventsOf(call), translate)
      return { answer, counters }
    },
  }

  function answerOf(call: Call, given: Given): Json {
    const judged = judge(call, given)
    return nativeAnswer(judged, 'error' in judged ? null : () => subjectOf(call, surfaceOf(call) ?? 'response').args)
  }
}

/** The surface a call is judged on; a call that says none comes from an agent, with its arguments. */
function surfaceOf({ surface }: Call): Surface | undefined {
  return surface === undefined ? 'response' : surfaces.find((known) => known === surface)
}

function appliedMode(policy: InnerPolicy, { modeOverride }: Given): 'enforce' | 'observe' {
  if (modeOverride === 'enforce' || modeOverride === 'observe') return modeOverride
  return policy.shadow ? 'observe' : 'enforce'
}

/** The mode of the document: that of the policy that stands for it, else enforce if any enabled policy enforces. */
function modeOf({ policies, observeMode }: OrcaModel, { modeOverride }: Pick<Given, 'modeOverride'>): Mode {
  if (modeOverride !== undefined) return modeOverride
  const target = targetPolicy(policies)
  if (target) return target.shadow ? 'observe' : 'enforce'
  if (policies.length === 0) return observeMode ? 'observe' : 'enforce'
  return policies.some(({ enabled, shadow }) => enabled && !shadow) ? 'enforce' : 'observe'
}

function infoOf(rule: OrcaRule, policy: InnerPolicy): RuleInfo {
  const { name, range, nameRange, verdict } = rule
  const effect = verdict === 'cap_cost' ? 'deny' : effectOf[verdict]
  const mode = policy.shadow ? 'observe' : 'enforce'
  return { label: name, range, nameRange, document: 0, ownMode: null, mode, effect, enabled: policy.enabled }
}

function patternsOf({ clauses, sanitize }: OrcaRule) {
  return [...clauses.flatMap(({ pattern }) => pattern ?? []), ...(sanitize?.patterns ?? [])]
}

function eventsOf({ extra }: Call): readonly { readonly surface: string; readonly tool_name: string }[] {
  const events = extra?.events
  return (Array.isArray(events) ? events : []).flatMap((event) => {
    if (!isObject(event) || typeof event.tool_name !== 'string') return []
    return [{ tool_name: event.tool_name, surface: typeof event.surface === 'string' ? event.surface : 'response' }]
  })
}
