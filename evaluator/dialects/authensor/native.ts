import { nativeWord } from '../../conditions/outcome.ts'
import { member } from '../../conditions/plain.ts'
import type { Json } from '../../json/values.ts'
import type { Judged } from './judge.ts'

/** The engine's decision under the names of its conformance page. */
export function nativeAnswer({ word, reason, policy, rule, violation, isLimited }: Judged): Json {
  const answer: { [key: string]: Json } = {
    verdict: nativeWord(word),
    rule: orNull(rule && member(rule.rule.value, 'id')),
    policy: orNull(policy && member(policy.policy.value, 'id')),
    reason: orNull(reason),
  }
  if (rule !== null) {
    const effect = isLimited ? 'deny' : word === 'require_approval' ? 'allow' : word
    const matched = { ruleId: member(rule.rule.value, 'id'), ruleName: member(rule.rule.value, 'name'), effect }
    answer.matchedRules = [withoutUndefined(matched)]
  }
  if (violation !== null) {
    const { type, details } = violation
    answer.sessionViolation = withoutUndefined({ type, reason, details: withoutUndefined(details) })
  }
  return answer
}

function orNull(value: unknown): Json {
  return (value ?? null) as Json
}

function withoutUndefined(members: { readonly [key: string]: unknown }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [key: string]: Json
  }
}
