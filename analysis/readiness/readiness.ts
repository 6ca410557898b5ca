import type { Effect } from '../../evaluator/effect.ts'
import { amount } from '../amount.ts'

/** What is known of a policy when somebody thinks of enforcing it; everything here was observed or computed, nothing guessed. */
export interface Evidence {
  /** What the text as it stands would do to the calls of the window under enforcement. */
  readonly tried: Tried
  /** First and last decision of the policy in the window, ISO 8601; null when it never judged. */
  readonly observed: { readonly first: string; readonly last: string } | null
  /** Rules of the text that hit no call of the window. */
  readonly neverHit: readonly string[]
  readonly reviews: Reviews
  readonly tests: { readonly run: number; readonly failing: readonly FailingTest[] }
  /** Ways in which an agent could not be made to do what a decision asked for, and how often. */
  readonly limits: readonly { readonly limit: string; readonly count: number }[]
  readonly candidates: readonly CandidateDisagreement[]
  /** Why the engine would refuse the text; null when it loads. */
  readonly refused: string | null
}

/** The result of judging the window's calls by the text as it stands. */
export interface Tried {
  /** `replay`: the text was judged anew; `recorded`: these are the decisions as they were written, of whatever text stood then. */
  readonly from: 'replay' | 'recorded'
  readonly calls: number
  /** Null where calls were not told apart. */
  readonly distinct: number | null
  /** Calls that a stored value was missing for; they are not among `wouldBe`. */
  readonly unknown: number
  readonly wouldBe: readonly WouldBe[]
}

/** What enforcement will change, by rule. */
export interface WouldBe {
  /** Null where no rule decides: the policy's default. */
  readonly rule: string | null
  readonly effect: Exclude<Effect, 'allow'>
  readonly count: number
  readonly examples: readonly Example[]
}

export interface Example {
  readonly id: string
  readonly time: string
  /** The call in a few words. */
  readonly call: string
}

/** What people said of shadow events. */
export interface Reviews {
  readonly truePositive: number
  readonly falsePositive: number
  /** Would-be decisions that nobody looked at. */
  readonly open: number
  /** Events marked as false positives that the text would still stop. */
  readonly stillStopped: readonly Example[]
}

export interface FailingTest {
  readonly label: string
  readonly message: string
}

/** A version that is observed alongside, and how often it answers otherwise. */
export interface CandidateDisagreement {
  readonly name: string
  readonly calls: number
  readonly disagreements: number
}

/** How much evidence is asked for before a flip. */
export interface Demands {
  /** Fewer judged calls than this are no evidence. */
  readonly minCalls: number
  /** Share of would-be decisions, 0 to 1, that must have been reviewed. */
  readonly minReviewed: number
}

export const usualDemands: Demands = { minCalls: 1, minReviewed: 0 }

/** The evidence weighed: what stands in the way, and what a person should know. */
export interface Readiness {
  readonly state: 'ready' | 'not-ready'
  /** One sentence each; empty when ready. */
  readonly blocking: readonly string[]
  readonly advice: readonly string[]
  /** Of would-be decisions, the share that was reviewed; null when there are none. */
  readonly reviewedShare: number | null
  readonly evidence: Evidence
}

const day = 24 * 3_600_000

/** Weighs evidence: a failing test, an undecided call, a known false positive or too few calls stand in the way. */
export function readinessOf(evidence: Evidence, demands: Demands = usualDemands): Readiness {
  const share = reviewedShare(evidence)
  const blocking = blockingReasons(evidence, demands, share)
  return {
    state: blocking.length === 0 ? 'ready' : 'not-ready',
    blocking,
    advice: adviceOn(evidence, share),
    reviewedShare: share,
    evidence,
  }
}

function blockingReasons({ tried, reviews, tests, refused }: Evidence, demands: Demands, share: number | null) {
  const reasons: string[] = []
  if (refused !== null) reasons.push(`The engine refuses this text: ${refused}`)
  if (tried.calls < demands.minCalls) {
    const wanted = demands.minCalls === 1 ? 'at least one' : `at least ${demands.minCalls.toLocaleString('en')}`
    const seen = tried.calls === 0 ? 'No call was recorded' : `${amount(tried.calls, 'call')} recorded`
    reasons.push(`${seen} in the window; ${wanted} must be. Let an agent work under observation first.`)
  }
  for (const { label, message } of tests.failing) reasons.push(`The test "${label}" fails: ${message}`)
  const errors = tried.wouldBe.filter(({ effect }) => effect === 'error').reduce((sum, { count }) => sum + count, 0)
  if (errors > 0) {
    reasons.push(
      `${amount(errors, 'call')} could not be decided; enforcement would block ${errors === 1 ? 'it' : 'them'}.`,
    )
  }
  for (const { call } of reviews.stillStopped) reasons.push(`Marked as a false positive, and still stopped: ${call}`)
  if (share !== null && share < demands.minReviewed) {
    const percent = (value: number) => `${Math.floor(value * 100)} %`
    reasons.push(`${percent(share)} of the would-be decisions were reviewed; ${percent(demands.minReviewed)} must be.`)
  }
  return reasons
}

function adviceOn({ tried, observed, neverHit, reviews, tests, limits, candidates }: Evidence, share: number | null) {
  const advice: string[] = []
  if (observed !== null && Date.parse(observed.last) - Date.parse(observed.first) < day) {
    advice.push('Less than a day was observed; work that happens on other days was not.')
  }
  if (tried.from === 'recorded' && tried.calls > 0) {
    advice.push('The numbers are as recorded; the calls were not judged again by the text as it stands.')
  }
  if (tried.unknown > 0) {
    advice.push(
      `Of ${amount(tried.unknown, 'call')} a value that decides was not stored; what becomes of them is unknown.`,
    )
  }
  if (share !== null && share < 1) advice.push(`${amount(reviews.open, 'would-be decision')} not reviewed yet.`)
  if (tests.run === 0) advice.push('The policy has no tests.')
  if (neverHit.length > 0) advice.push(`Never hit in the window: ${neverHit.join(', ')}.`)
  for (const { limit, count } of limits) advice.push(`${count} × the agent could not be made to obey: ${limit}`)
  for (const { name, calls, disagreements } of candidates) {
    if (disagreements > 0) advice.push(`${name} answers otherwise for ${disagreements} of ${amount(calls, 'call')}.`)
  }
  return advice
}

/** Reviewed among would-be decisions; 1 where more were reviewed than the window holds. */
function reviewedShare({ tried, reviews }: Evidence): number | null {
  const total = tried.wouldBe.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return null
  return Math.min(1, Math.max(0, 1 - reviews.open / total))
}
