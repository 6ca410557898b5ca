import type { Policy, RuleInfo } from '../../evaluator/policy.ts'
import { type ChangedRules, changedRules, type PolicyVersion } from './changedRules.ts'
import { codes, Outcomes } from './outcomes.ts'
import { possibleDecisions, settledDecision } from './possible.ts'
import type { Questions } from './question.ts'
import type { ReplaySource, SourceCall, Weights } from './source.ts'

/** So many calls are judged before others get a turn. */
const batch = 2000
/** So many rules' columns are kept. */
const mostColumns = 64

/** A version that was judged, and what it came to. */
export interface JudgedVersion extends PolicyVersion {
  /** By its text alone. */
  readonly judged: Outcomes
  /** Of the calls that the source held then. */
  readonly weights: Weights
}

/**
 * Judges every distinct call once, or only those that a change of rules since `before` can concern and those that the
 * source did not hold then. Yields between batches, so that whoever drives it can stop or do other things.
 */
export function* judgeCalls(
  source: ReplaySource,
  weights: Weights,
  questions: Questions,
  version: PolicyVersion,
  before: JudgedVersion | null,
): Generator<void, Outcomes> {
  const { calls } = source
  const changed = before && (isSameText(before, version) ? nothingChanged : changedRules(before, version))
  if (before === null || changed === null) {
    const outcomes = new Outcomes('calls', calls.length)
    for (let index = 0; index < calls.length; index++) {
      if (weights.counts[index] !== 0) judgeCall(source, questions, version.policy, outcomes, index)
      if (index % batch === batch - 1) yield
    }
    return outcomes
  }
  const isNew = (index: number) => weights.counts[index] !== 0 && !before.weights.counts[index]
  const kept = changed === nothingChanged ? noColumns : questions.columnsWithin(changed.around)
  const columns: Uint8Array[] = []
  for (const rule of changed.before) columns.push(yield* column(source, weights, questions, kept, before, rule))
  for (const rule of changed.after) columns.push(yield* column(source, weights, questions, kept, version, rule))
  const outcomes = new Outcomes('calls', calls.length, before.judged)
  for (let index = 0; index < calls.length; index++) {
    if (isConcerned(columns, index) || isNew(index)) judgeCall(source, questions, version.policy, outcomes, index)
    if (index % batch === batch - 1) yield
  }
  return outcomes
}

const nothingChanged: ChangedRules = { before: [], after: [], around: '' }
const noColumns = new Map<string, Uint8Array>()

function isSameText({ policy }: PolicyVersion, now: PolicyVersion): boolean {
  return policy.dialect === now.policy.dialect && policy.digest === now.policy.digest
}

function isConcerned(columns: readonly Uint8Array[], index: number): boolean {
  for (let one = 0; one < columns.length; one++) if ((columns[one] as Uint8Array)[index] !== 0) return true
  return false
}

/** For each call whether a rule can matter to it: 0 where it does not match. Kept by the rule's text for the next edit. */
function* column(
  { calls }: ReplaySource,
  weights: Weights,
  questions: Questions,
  kept: Map<string, Uint8Array>,
  { policy, text }: PolicyVersion,
  rule: number,
): Generator<void, Uint8Array> {
  const { label, range } = policy.rules[rule] as RuleInfo
  const key = `${label}\0${text.slice(range.start, range.end)}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = new Uint8Array(calls.length)
  for (let index = 0; index < calls.length; index++) {
    if (index % batch === batch - 1) yield
    const { stored } = calls[index] as SourceCall
    if (weights.counts[index] === 0 || stored === 'without-arguments') continue
    const call = stored === 'whole' ? questions.call(index) : null
    // A call with open values is decided anew, whatever rule changed.
    if (stored === 'in-part') made[index] = 1
    else if (call !== null && policy.match(rule, call, questions.given(index, 0)) !== false) made[index] = 1
  }
  if (kept.size >= mostColumns) kept.clear()
  kept.set(key, made)
  return made
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
