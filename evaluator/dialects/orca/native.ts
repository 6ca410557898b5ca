import { isObject, type Json } from '../../json/values.ts'
import type { InputError, Judgement } from './judge.ts'
import { redact } from './redact.ts'
import type { Arguments } from './subject.ts'

/** The service's six answer fields, the deciding rule's place, and what was cleaned where the verdict is `sanitize`. */
export function nativeAnswer(judged: Judgement | InputError, args: (() => Arguments) | null): Json {
  if ('error' in judged) return { error: judged.error }
  const { policy, rule, decision } = judged
  const answer: { [key: string]: Json } = {
    verdict: decision.verdict,
    policy_name: policy?.name ?? '',
    rule_label: rule?.label ?? '',
    reason: decision.reason,
    gap: policy === null && decision.mode !== 'disabled',
    shadow_mode: policy?.shadow ?? false,
    rule: rule === null || rule.label === '' ? null : rule.label,
    rule_index: rule?.position ?? null,
  }
  const given = decision.verdict === 'sanitize' && args ? args() : null
  if (rule?.sanitize && isObject(given as Json)) answer.redacted = { ...redact(given as Json, rule.sanitize) }
  return answer
}
