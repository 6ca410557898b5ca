import { findEvent, listEvents, ruleEvents } from './query.ts'
import type { Reader } from './reader.ts'
import { type Result, success } from './result.ts'
import { type ReviewCount, reviewCounts } from './reviews.ts'
import { decisionsOverTime, type RuleCount, ruleCounts, type Window } from './rule-counts.ts'
import type { LoggedEvent } from './stored-event.ts'

/** What the log knows of one policy in a window: the ground on which a flip is decided. */
export interface PolicyEvidence {
  /** Times of the first and the last decision, ISO 8601; of very many, the start of the first hour; null when there was none. */
  readonly first: string | null
  readonly last: string | null
  /** Decisions, live and shadow; one for each call before it ran, and one for each output that a rule fired on. */
  readonly decisions: number
  /** Of every rule that fired, by effect and run; the rule is `''` for decisions that no rule made. */
  readonly fired: readonly RuleCount[]
  /** The newest shadow events of each rule that has any; more than are shown, since many are about one command. */
  readonly examples: readonly RuleExamples[]
  /** Ways in which agents could not be made to do what was decided, and how often among the newest 1,000 decisions. */
  readonly limits: readonly { readonly limit: string; readonly count: number }[]
  /** What people said of the policy's decisions. */
  readonly reviews: readonly ReviewCount[]
  /** The newest events that were marked as false positives. */
  readonly falsePositives: readonly LoggedEvent[]
}

export interface RuleExamples {
  readonly rule: string
  readonly events: readonly LoggedEvent[]
}

/** How many of the newest decisions are looked at for what no table counts. */
const sampled = 1000
const examplesOfRule = 200
const falsePositivesShown = 50

/** Reads what `window` holds of the policy in `policyFile` (absolute); nothing in it is a value, a fault is a fault of the log. */
export function policyEvidence(reader: Reader, policyFile: string, window: Window): Result<PolicyEvidence> {
  const counts = ruleCounts(reader, window)
  if (!counts.ok) return counts
  const fired = counts.value.filter((count) => count.policyFile === policyFile)
  const hours = decisionsOverTime(reader, window, 'hour', { policyFile })
  if (!hours.ok) return hours
  const newest = listEvents(reader, { ...window, kind: 'decision', policyFile }, { limit: fired.length ? sampled : 0 })
  if (!newest.ok) return newest
  const examples: RuleExamples[] = []
  for (const key of keysOfShadow(fired)) {
    const page = ruleEvents(reader, key, { only: 'shadow', limit: examplesOfRule })
    if (!page.ok) return page
    examples.push({ rule: key.rule, events: page.value.events })
  }
  const reviews = reader.read((db) => reviewCounts(db, policyFile))
  if (!reviews.ok) return reviews
  return success({
    first: (isSampledWhole(newest.value.events) ? newest.value.events.at(-1)?.time : hours.value[0]?.start) ?? null,
    last: newest.value.events[0]?.time ?? null,
    decisions: fired.reduce((sum, { decided }) => sum + decided, 0),
    fired,
    examples,
    limits: limitsOf(newest.value.events),
    reviews: reviews.value,
    falsePositives: falsePositivesIn(reader, reviews.value),
  })
}

function isSampledWhole(events: readonly LoggedEvent[]): boolean {
  return events.length < sampled
}

/** Each rule that decided a shadow event, once. */
function keysOfShadow(fired: readonly RuleCount[]): RuleCount[] {
  const keys = new Map(fired.filter(({ dryRun, decided }) => dryRun && decided > 0).map((count) => [count.rule, count]))
  return [...keys.values()]
}

function falsePositivesIn(reader: Reader, reviews: readonly ReviewCount[]): readonly LoggedEvent[] {
  const ids = reviews.filter(({ review }) => review === 'false_positive').flatMap((each) => each.ids)
  return ids.slice(0, falsePositivesShown).flatMap((id) => {
    const event = findEvent(reader, id)
    return event.ok && event.value !== null ? [event.value] : []
  })
}

function limitsOf(events: readonly LoggedEvent[]): PolicyEvidence['limits'] {
  const counts = new Map<string, number>()
  for (const { limit } of events) if (limit !== undefined) counts.set(limit, (counts.get(limit) ?? 0) + 1)
  return [...counts].map(([limit, count]) => ({ limit, count }))
}
