import type { Given } from '../../call.ts'
import type { Json } from '../../json/values.ts'
import { payloadText } from './action.ts'
import { detectData } from './detect-data.ts'
import { documentDigest } from './digest.ts'
import { none, type Plan, type Question } from './plan.ts'
import type { Outcome } from './run.ts'
import { byteLength } from './scan/finding.ts'

/** The engine's full answer, as the conformance page defines it: members that would be empty are left out. */
export function nativeAnswer(plan: Plan, outcome: Outcome, question: Question, cascade: boolean, given: Given): Json {
  const text = outcome.scanned ? (payloadText(question.action.payload) ?? '') : ''
  const { findings, locale, redacted: hidden } = detectData(plan, text, cascade)
  const found = outcome.scanned && (findings.length > 0 || locale.length > 0)
  const redacted = found && outcome.verdict !== 'deny' ? hidden : null
  const offset = byteOffsets(text)
  const shadowed = given.modeOverride === 'observe' && outcome.verdict !== 'allow'
  const answer: { [key: string]: Json } = { verdict: outcome.verdict, rule: null }
  if (outcome.verdict === 'deny') answer.reason = outcome.reason
  if (outcome.verdict === 'requires_approval') answer.timeout_secs = outcome.timeout
  answer.wire = shadowed ? 'ALLOW' : wireOf(outcome, redacted)
  if (found && findings.length > 0) answer.findings = findings.map(({ kind, start }) => [kind, offset(start)])
  if (found && locale.length > 0) {
    answer.locale = locale.map(({ category, start, end, confidence }) => [
      category,
      offset(start),
      offset(end),
      confidence,
    ])
  }
  if (redacted !== null) answer.redacted = redacted
  if (outcome.narrowed) answer.narrowed = true
  if (cascade) answer.document = documentOf(plan, outcome.document)
  if (shadowed) {
    const decision = outcome.verdict === 'deny' ? 'deny' : 'pending'
    answer.shadow = { decision, reason: outcome.reason ?? '' }
  }
  return answer
}

function wireOf({ verdict }: Outcome, redacted: string | null): string {
  if (verdict === 'deny') return 'DENY'
  if (redacted !== null) return 'REDACT'
  return verdict === 'requires_approval' ? 'PENDING' : 'ALLOW'
}

function documentOf(plan: Plan, index: number): Json {
  const document = index === none ? undefined : plan.documents[index]
  return document === undefined ? null : documentDigest(document.section)
}

/** Offsets in UTF-8 bytes for offsets in UTF-16 units; cheap where they go forward. */
function byteOffsets(text: string): (at: number) => number {
  let [known, bytes] = [0, 0]
  return (at) => {
    if (at < known) [known, bytes] = [0, 0]
    bytes += byteLength(text, known, at)
    known = at
    return bytes
  }
}
