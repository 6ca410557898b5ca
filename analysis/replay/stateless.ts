import type { Policy } from '../../evaluator/policy.ts'
import { type ChangedRules, changedRules, type PolicyVersion } from './changedRules.ts'
import { codes, Outcomes } from './outcomes.ts'
import { possibleDecisions, settledDecision } from './possible.ts'
import type { Questions } from './question.ts'
import type { ReplaySource, SourceCall } from './source.ts'

/** So many calls are judged before others get a turn. */
const batch = 2000

/** A version that was judged, and what it came to. */
export interface JudgedVersion extends PolicyVersion {
  readonly outcomes: Outcomes
}

/**
 * Judges every distinct call once, or only those that a change of rules since `before` can concern. Yields between
 * batches, so that whoever drives it can stop or do other things.
 */
export function* judgeCalls(
  source: ReplaySource,
  questions: Questions,
  version: PolicyVersion,
  before: JudgedVersion | null,
): Generator<void, Outcomes> {
  const changed = before && changedRules(before, version)
  if (before === null || changed === null) {
    const outcomes = new Outcomes('calls', source.calls.length)
    for (let index = 0; index < source.calls.length; index++) {
      judgeCall(source, questions, version.policy, outcomes, index)
      if (index % batch === batch - 1) yield
    }
    return outcomes
  }
  const outcomes = new Outcomes('calls', source.calls.length, before.outcomes)
  const concerned = concernedBy(changed, before.policy, version.policy, questions)
  for (let index = 0; index < source.calls.length; index++) {
    if (concerned(index, source.calls[index] as SourceCall)) {
      judgeCall(source, questions, version.policy, outcomes, index)
    }
    if (index % batch === batch - 1) yield
  }
  return outcomes
}

/** Whether a call can be decided otherwise: when a rule that went or came matches it, or may. */
function concernedBy(changed: ChangedRules, old: Policy, now: Policy, questions: Questions) {
  return (index: number, call: SourceCall): boolean => {
    if (call.stored === 'without-arguments') return false
    if (call.stored === 'in-part') return true
    const asked = questions.call(index)
    if (asked === null) return false
    const given = questions.given(index, 0)
    return (
      changed.before.some((rule) => old.match(rule, asked, given) !== false) ||
      changed.after.some((rule) => now.match(rule, asked, given) !== false)
    )
  }
}

function judgeCall(
  source: ReplaySource,
  questions: Questions,
  policy: Policy,
  outcomes: Outcomes,
  index: number,
): void {
  const { stored } = source.calls[index] as SourceCall
  if (stored === 'without-arguments') {
    outcomes.putAside(index, codes.withoutArguments)
    return
  }
  const call = questions.call(index)
  if (call === null) {
    outcomes.putAside(index, codes.otherKind)
    return
  }
  const given = questions.given(index, 0)
  if (stored === 'whole') {
    outcomes.decide(index, policy.evaluate(call, given, null))
    return
  }
  const decision = settledDecision(possibleDecisions(policy, call, given, null))
  if (decision === null) outcomes.putAside(index, codes.unknown)
  else outcomes.decide(index, decision)
}
