import type { PolicyEvidence } from '../../audit/evidence.ts'
import type { ReviewCount } from '../../audit/reviews.ts'
import type { LoggedEvent } from '../../audit/stored-event.ts'
import { subjectOf } from '../../audit/subject.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { recordedCall } from '../recordedCall.ts'
import type { FileRun } from '../tests/runFile.ts'
import type { Evidence, Example, Reviews, Tried, WouldBe } from './readiness.ts'

/** Where the parts of the evidence come from; what is absent was not looked at. */
export interface Sources {
  readonly document: PolicyDocument
  /** What the log holds of the policy in the window. */
  readonly log: PolicyEvidence
  /** The window's calls judged by the text as it stands; absent: the decisions as recorded. */
  readonly replayed?: { readonly tried: Tried; readonly neverHit: readonly string[] }
  readonly tests: Evidence['tests']
  readonly candidates: Evidence['candidates']
}

/** Puts together what is known of a policy. */
export function evidenceOf({ document, log, replayed, tests, candidates }: Sources): Evidence {
  const tried = replayed?.tried ?? triedAsRecorded(log)
  const { refused } = document.model
  return {
    tried,
    observed: log.first === null || log.last === null ? null : { first: log.first, last: log.last },
    neverHit: replayed?.neverHit ?? neverFired(document, log),
    reviews: reviewsOf(document, log, tried),
    tests,
    limits: log.limits,
    candidates,
    refused: refused === null ? null : refused.message,
  }
}

/** What people said of the policy's decisions, and which false positives the text as it stands would still stop. */
function reviewsOf({ dialect, policy }: PolicyDocument, log: PolicyEvidence, { wouldBe }: Tried): Reviews {
  const sum = (wanted: ReviewCount['review']) =>
    log.reviews.reduce((total, { review, count }) => (review === wanted ? total + count : total), 0)
  const [truePositive, falsePositive] = [sum('true_positive'), sum('false_positive')]
  const stillStopped = log.falsePositives.flatMap((event) => {
    if (event.phase !== 'before') return []
    const { call, given } = recordedCall(event, dialect)
    return policy.evaluate(call, given, null).effect === event.effect ? [exampleOf(event)] : []
  })
  const total = wouldBe.reduce((all, { count }) => all + count, 0)
  return { truePositive, falsePositive, stillStopped, open: Math.max(0, total - truePositive - falsePositive) }
}

const mostExamples = 3

/** Recent shadow events of a rule with this effect, a few; calls that read the same are named once. */
export function examplesOf({ examples }: PolicyEvidence, rule: string | null, effect: Effect): readonly Example[] {
  const events = examples.find((each) => each.rule === (rule ?? ''))?.events ?? []
  const shown = events.filter((event) => event.effect === effect).map(exampleOf)
  return [...new Map(shown.map((example) => [example.call, example])).values()].slice(0, mostExamples)
}

/** A shadow event as the report names it. */
export function exampleOf(event: LoggedEvent): Example {
  const tool = event.tool_raw ?? event.tool ?? ''
  return { id: event.id, time: event.time, call: `${tool} ${subjectOf(event)}`.trim() }
}

/** The policy's decisions as they were written, of whatever text stood then. */
export function triedAsRecorded(log: PolicyEvidence): Tried {
  const { fired, decisions } = log
  const shadow = fired.filter(({ dryRun, decided, effect }) => dryRun && decided > 0 && effect !== 'allow')
  const wouldBe = shadow.map(({ rule, effect, decided }): WouldBe => {
    const word = effect as Exclude<Effect, 'allow'>
    const label = rule === '' ? null : rule
    return { rule: label, effect: word, count: decided, examples: examplesOf(log, label, word) }
  })
  return { from: 'recorded', calls: decisions, distinct: null, unknown: 0, wouldBe: byCount(wouldBe) }
}

function neverFired({ policy }: PolicyDocument, { fired }: PolicyEvidence): string[] {
  const labels = new Set(fired.filter(({ hits }) => hits > 0).map(({ rule }) => rule))
  return policy.rules.filter(({ enabled, label }) => enabled && !labels.has(label)).map(({ label }) => label)
}

/** What runs of the test comments and test files about a policy come to. */
export function testsOf(runs: readonly FileRun[]): Evidence['tests'] {
  const failing = runs.flatMap(({ file, results, failure, problems }) => [
    ...(failure === null ? [] : [{ label: file, message: failure }]),
    ...problems.map(({ message }) => ({ label: file, message })),
    ...results
      .filter(({ result }) => result.outcome !== 'passed')
      .map(({ testCase, result }) => ({ label: testCase.label, message: result.message ?? result.summary })),
  ])
  return { run: runs.reduce((sum, { results }) => sum + results.length, 0), failing }
}

/** The most frequent first. */
export function byCount(wouldBe: readonly WouldBe[]): readonly WouldBe[] {
  return [...wouldBe].sort((a, b) => b.count - a.count || ((a.rule ?? '') < (b.rule ?? '') ? -1 : 1))
}

/** What a log without this policy says. */
export const nothingObserved: PolicyEvidence = {
  first: null,
  last: null,
  decisions: 0,
  fired: [],
  examples: [],
  limits: [],
  reviews: [],
  falsePositives: [],
}
