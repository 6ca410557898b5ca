import type { PolicyEvidence } from '../../audit/evidence.ts'
import type { LoggedEvent } from '../../audit/stored-event.ts'
import { subjectOf } from '../../audit/subject.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import type { FileRun } from '../tests/runFile.ts'
import type { Evidence, Example, Reviews, Tried, WouldBe } from './readiness.ts'

/** Where the parts of the evidence come from; what is absent was not looked at. */
export interface Sources {
  readonly document: PolicyDocument
  /** What the log holds of the policy in the window. */
  readonly log: PolicyEvidence
  /** The window's calls judged by the text as it stands; absent: the decisions as recorded. */
  readonly replayed?: { readonly tried: Tried; readonly neverHit: readonly string[] }
  readonly reviews: ReviewMarks
  readonly tests: Evidence['tests']
  readonly candidates: Evidence['candidates']
}

/** Marks on this policy's shadow events of the window. */
export interface ReviewMarks {
  readonly truePositive: number
  readonly falsePositive: number
  /** Events marked as false positives that the text as it stands would still stop. */
  readonly stillStopped: readonly Example[]
}

/** Nobody marked anything. */
export const noMarks: ReviewMarks = { truePositive: 0, falsePositive: 0, stillStopped: [] }

/** Puts together what is known of a policy. */
export function evidenceOf({ document, log, replayed, reviews, tests, candidates }: Sources): Evidence {
  const tried = replayed?.tried ?? triedAsRecorded(log)
  const { refused } = document.model
  return {
    tried,
    observed: log.first === null || log.last === null ? null : { first: log.first, last: log.last },
    neverHit: replayed?.neverHit ?? neverFired(document, log),
    reviews: reviewsOf(tried, reviews),
    tests,
    limits: log.limits,
    candidates,
    refused: refused === null ? null : refused.message,
  }
}

/** A shadow event as the report names it. */
export function exampleOf(event: LoggedEvent): Example {
  const tool = event.tool_raw ?? event.tool ?? ''
  return { id: event.id, time: event.time, call: `${tool} ${subjectOf(event)}`.trim() }
}

function triedAsRecorded({ fired, decisions, examples }: PolicyEvidence): Tried {
  const shadow = fired.filter(({ dryRun, decided, effect }) => dryRun && decided > 0 && effect !== 'allow')
  const wouldBe = shadow.map(({ rule, effect, decided }): WouldBe => {
    const shown = examples.find((each) => each.rule === rule)?.events ?? []
    return {
      rule: rule === '' ? null : rule,
      effect: effect as Exclude<Effect, 'allow'>,
      count: decided,
      examples: shown.filter((event) => event.effect === effect).map(exampleOf),
    }
  })
  return { from: 'recorded', calls: decisions, distinct: null, unknown: 0, wouldBe: byCount(wouldBe) }
}

function neverFired({ policy }: PolicyDocument, { fired }: PolicyEvidence): string[] {
  const labels = new Set(fired.filter(({ hits }) => hits > 0).map(({ rule }) => rule))
  return policy.rules.filter(({ enabled, label }) => enabled && !labels.has(label)).map(({ label }) => label)
}

function reviewsOf({ wouldBe }: Tried, { truePositive, falsePositive, stillStopped }: ReviewMarks): Reviews {
  const total = wouldBe.reduce((sum, { count }) => sum + count, 0)
  return { truePositive, falsePositive, stillStopped, open: Math.max(0, total - truePositive - falsePositive) }
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
}
