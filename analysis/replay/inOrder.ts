import type { Counters } from '../../evaluator/call.ts'
import type { Decision } from '../../evaluator/decision.ts'
import type { Policy } from '../../evaluator/policy.ts'
import { codes, Outcomes } from './outcomes.ts'
import { possibleDecisions, settledDecision } from './possible.ts'
import type { Questions } from './question.ts'
import type { ReplaySource, SourceCall } from './source.ts'

/** So many calls are judged before others get a turn. */
const batch = 2000
/** With more possible states than this, nothing more is said of a session. */
const mostStates = 8

/**
 * What a session may have counted so far: one state, or several after a call whose decision is not known; null when
 * there are too many.
 */
type States = readonly Counters[] | null

/** What the first repeats came to, and what each session had counted after them. */
export interface JudgedInOrder {
  readonly judged: Outcomes
  readonly counted: ReadonlyMap<number, States>
}

/**
 * Judges every repeat in the order of the log, with what its session counted before it; a call without a session stands
 * alone. `before` is what the same policy said of the first of them. Yields between batches.
 */
export function* judgeRepeats(
  source: ReplaySource,
  questions: Questions,
  policy: Policy,
  before: JudgedInOrder | null,
): Generator<void, JudgedInOrder> {
  const { repeats, sessions, times, calls, cutSessions } = source
  const outcomes = new Outcomes('repeats', repeats.length, before?.judged)
  const counted = new Map(before?.counted)
  for (let index = before?.judged.codes.length ?? 0; index < repeats.length; index++) {
    if (index % batch === batch - 1) yield
    const session = sessions[index] as number
    const call = repeats[index] as number
    if (cutSessions.has(session)) {
      outcomes.putAside(index, codes.sessionCut)
      continue
    }
    const before = session === 0 ? fresh : (counted.get(session) ?? (counted.has(session) ? null : fresh))
    if (before === null) {
      outcomes.putAside(index, codes.unknown)
      continue
    }
    const after = judgeRepeat(index, call, calls[call] as SourceCall, before, times[index] as number)
    if (session !== 0) counted.set(session, after)
  }
  return { judged: outcomes, counted }

  function judgeRepeat(index: number, call: number, { stored }: SourceCall, before: readonly Counters[], now: number) {
    const asked = questions.call(call)
    if (asked === null) {
      outcomes.putAside(index, codes.otherKind)
      return before
    }
    const given = questions.given(call, now)
    const [only] = before
    if (stored === 'whole' && before.length === 1) {
      const decision = policy.evaluate(asked, given, only as Counters)
      outcomes.decide(index, decision)
      return decision.counters === undefined ? before : [decision.counters]
    }
    const possible = before.map((counters) =>
      stored === 'whole'
        ? { decisions: [policy.evaluate(asked, given, counters)], complete: true }
        : possibleDecisions(policy, asked, given, counters),
    )
    const decisions = possible.flatMap((each) => each.decisions)
    const settled = settledDecision({ decisions, complete: possible.every(({ complete }) => complete) })
    if (stored === 'without-arguments') outcomes.putAside(index, codes.withoutArguments)
    else if (settled === null) outcomes.putAside(index, codes.unknown)
    else outcomes.decide(index, settled)
    return statesAfter(possible.flatMap((each, state) => each.decisions.map((one) => countedBy(one, before[state]))))
  }
}

const fresh: readonly Counters[] = [null]

function countedBy({ counters }: Decision, before: Counters | undefined): Counters {
  return counters ?? before ?? null
}

/** The states without repeats; null when there are too many. */
function statesAfter(states: readonly Counters[]): States {
  const distinct = new Map(states.map((state) => [JSON.stringify(state), state]))
  return distinct.size > mostStates ? null : [...distinct.values()]
}
