import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import type { Decision } from '../../evaluator/decision.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import { compactJson } from '../../evaluator/json/write.ts'
import type { Policy } from '../../evaluator/policy.ts'
import { Questions } from '../replay/question.ts'
import { type ReplaySource, weightsOf } from '../replay/source.ts'
import { filledIn } from './written.ts'

/** A recorded call as a case could put it, with what the policy says of it. */
export interface Candidate {
  readonly call: Call
  readonly given: Given
  readonly decision: Decision
  /** How often it was recorded. */
  readonly count: number
}

/** Why recorded calls are not used, with their number, repeats not counted. */
export interface Unused {
  readonly withoutArguments: number
  /** A value that some rule reads was not stored. */
  readonly unknown: number
  readonly errors: number
}

/** Calls of one rule and verdict that are looked at closely; more would hardly ever cover more. */
const mostAlike = 40

/** The recorded calls from which cases can be made: the most frequent ones of each rule and verdict. Pauses now and then. */
export function* candidates(
  policy: Policy,
  dialect: Dialect,
  source: ReplaySource,
): Generator<void, { readonly found: readonly Candidate[]; readonly unused: Unused }> {
  const questions = new Questions(source, dialect)
  const { counts, newest } = weightsOf(source)
  const alike = new Map<string, { readonly index: number; readonly count: number; readonly length: number }[]>()
  const unused = { withoutArguments: 0, unknown: 0, errors: 0 }
  for (const [index, { stored }] of source.calls.entries()) {
    if (index % 2000 === 1999) yield
    const count = counts[index] ?? 0
    const call = count === 0 ? null : questions.call(index)
    if (call === null) continue
    if (stored === 'without-arguments') {
      unused.withoutArguments++
      continue
    }
    const { effect, rule } = policy.evaluate(call, questions.given(index, timeOf(source, newest, index)), null)
    if (effect === 'error') {
      unused.errors++
      continue
    }
    const key = `${effect} ${rule ?? ''}`
    const list = alike.get(key) ?? []
    alike.set(key, list)
    list.push({ index, count, length: stored === 'whole' ? 0 : 1 })
    if (list.length >= 4 * mostAlike) keepBest(list)
  }
  const found: Candidate[] = []
  for (const list of alike.values()) {
    keepBest(list)
    for (const { index, count } of list) {
      const given = questions.given(index, timeOf(source, newest, index))
      const made = candidate(policy, questions.call(index) as Call, given, count)
      if (made === null) unused.unknown++
      else found.push(made)
    }
    yield
  }
  return { found, unused }
}

/** Whole calls first, then those that were recorded most often. */
function keepBest(list: { count: number; length: number }[]): void {
  list.sort((a, b) => a.length - b.length || b.count - a.count)
  list.length = Math.min(list.length, mostAlike)
}

function timeOf(source: ReplaySource, newest: Uint32Array, index: number): number {
  return source.times[newest[index] ?? 0] ?? 0
}

/** The call as plainly as it can be said with the same answer; null where a value matters that was not stored. */
function candidate(policy: Policy, recorded: Call, given: Given, count: number): Candidate | null {
  const args = filledIn(recorded.args)
  const asked = policy.explain(recorded, given, null)
  if (args === null || asked.rules.some(({ matched }) => matched === 'unknown')) return null
  const whole: Call = { ...recorded, args }
  for (const call of [{ tool: whole.tool, args }, whole]) {
    for (const plain of givens(given)) {
      const decision = policy.evaluate(call, plain, null)
      if (isSame(decision, asked.decision)) return { call, given: plain, decision, count }
    }
  }
  return null
}

/** What is given beside a call, the least first. */
function givens({ cwd, now }: Given): Given[] {
  return [nothingGiven, { ...nothingGiven, cwd }, { ...nothingGiven, now }, { ...nothingGiven, cwd, now }]
}

function isSame(a: Decision, b: Decision): boolean {
  return a.effect === b.effect && a.rule === b.rule && a.verdict === b.verdict
}

/** The shorter of two calls is the one a person reads sooner. */
export function lengthOf({ call }: Candidate): number {
  return compactJson(call.args).length
}
