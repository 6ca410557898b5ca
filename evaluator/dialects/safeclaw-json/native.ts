import { errorName, nativeWord } from '../../conditions/outcome.ts'
import { member } from '../../conditions/plain.ts'
import { type Json, Unknown } from '../../json/values.ts'
import type { Judged } from './judge.ts'
import type { Subject } from './subject.ts'

/** The simulator's own answer, and for a tool call what the gateway says beside it. */
export function nativeAnswer({ source, rule, decisions, word }: Judged, subject: Subject): Json {
  const id = rule === null ? undefined : (member(rule.rule.value, 'id') as Json | undefined)
  const answer: { [key: string]: Json } = { verdict: nativeWord(word), rule: id ?? null }
  if (source === 'policy') {
    answer.matched = rule !== null
    answer.reason = decisions.enforce.reason
  }
  if (subject.riskSignals !== null) {
    answer.source = source
    answer.actionType = String(subject.type)
    answer.resource = subject.resource instanceof Unknown ? null : String(subject.resource)
    answer.riskSignals = [...subject.riskSignals()]
  }
  return answer
}

/** What is recorded where the engine throws. */
export function nativeError(error: unknown): Json {
  return { error: errorName(error) }
}
