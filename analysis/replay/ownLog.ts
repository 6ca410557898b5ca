import { logTime } from '../../audit/filter.ts'
import type { Reader } from '../../audit/reader.ts'
import {
  callFrames,
  callsReach,
  type RecordedAnswer,
  recordedAnswers,
  recordedCalls,
  repeatAnswers,
  repeatsOf,
  sessionsBefore,
  timesOf,
} from '../../audit/recorded-calls.ts'
import { type Result, success } from '../../audit/result.ts'
import { ruleCounts, type Window } from '../../audit/rule-counts.ts'
import { sessionNumbers, unindexedCalls } from '../../audit/unindexed-calls.ts'
import type { ToolNames } from '../../evaluator/call.ts'
import { LateCalls } from './lateCalls.ts'
import type { ReplaySource, SourceAnswer, SourceCall } from './source.ts'
import { storedCalls } from './storedCall.ts'

/** Reads the log over a window, in steps: whoever drives them can leave off. */
export function* readOwnLog(
  reader: Reader,
  window: Window,
  toolNames: Readonly<Record<string, ToolNames>> = {},
): Generator<void, Result<ReplaySource>> {
  const reach = callsReach(reader)
  if (!reach.ok) return reach
  const { indexedTo, newest } = reach.value
  const calls: SourceCall[] = []
  const indexOf: number[] = []
  const frames = callFrames(reader)
  if (!frames.ok) return frames
  const asAsked = storedCalls(frames.value)
  for (let last = 0; ; ) {
    const page = recordedCalls(reader, last)
    if (!page.ok) return page
    if (page.value.length === 0) break
    for (const call of page.value) {
      indexOf[call.call] = calls.length
      calls.push(asAsked(call))
      last = call.call
    }
    yield
  }
  const repeats: number[] = []
  const places: number[] = []
  for (const chunk of repeatsOf(reader, window, 0, indexedTo)) {
    if (!chunk.ok) return chunk
    const { seqs, calls: made } = chunk.value
    for (let index = 0; index < seqs.length; index++) {
      const call = indexOf[made[index] as number]
      // One that came after the calls were read.
      if (call === undefined) continue
      repeats.push(call)
      places.push(seqs[index] as number)
    }
    yield
  }
  const indexed = repeats.length
  const late = new LateCalls(calls, repeats, places)
  if (indexedTo < newest) {
    const known = sessionNumbers(reader)
    if (!known.ok) return known
    late.knowSessions(known.value)
    for (const page of unindexedCalls(reader, window, indexedTo, newest)) {
      if (!page.ok) return page
      for (const row of page.value) late.add(row)
      yield
    }
  }
  const cut = sessionsBefore(reader, places[0] ?? 0)
  if (!cut.ok) return cut
  let times: { readonly sessions: readonly number[]; readonly times: readonly number[] } | null = null
  const inTime = () => {
    times ??= late.after(readTimes(reader, window, places.slice(0, indexed)))
    return times
  }
  return success({
    window: {
      since: window.since === undefined ? null : logTime(window.since),
      until: window.until === undefined ? null : logTime(window.until),
    },
    calls,
    repeats,
    // Only policies that count or look at the clock ask for these.
    get sessions() {
      return inTime().sessions
    },
    get times() {
      return inTime().times
    },
    places,
    cutSessions: new Set([gone, ...cut.value]),
    aside: [],
    toolNames,
    answers: remembered((file, digest) => answersOf(recordedAnswers(reader, file, digest), (call) => indexOf[call])),
    repeatAnswers: remembered((file, digest) => answersOf(repeatAnswers(reader, file, digest), (seq) => seq)),
    recordedHits: remembered((file) => hitsOf(reader, file, window)),
    eventIds: (wanted) => {
      const ids = reader.read((db) => {
        const find = db.prepare('SELECT id FROM events WHERE seq = ?').pluck()
        return wanted.map((seq) => (find.get(seq) as string | undefined) ?? '')
      })
      return ids.ok ? ids.value : []
    },
  })
}

/** The session of a repeat that left the log while it was read. */
const gone = -1

function readTimes(reader: Reader, window: Window, places: readonly number[]) {
  const sessions: number[] = []
  const times: number[] = []
  for (const chunk of timesOf(reader, window, (places[0] ?? 1) - 1, places.at(-1) ?? 0)) {
    if (!chunk.ok) break
    const { seqs, sessions: made, times: at } = chunk.value
    for (let index = 0; index < seqs.length; index++) {
      while ((places[sessions.length] ?? Number.POSITIVE_INFINITY) < (seqs[index] as number)) {
        sessions.push(gone)
        times.push(0)
      }
      if (places[sessions.length] !== seqs[index]) continue
      sessions.push(made[index] as number)
      times.push(at[index] as number)
    }
  }
  while (sessions.length < places.length) {
    sessions.push(gone)
    times.push(0)
  }
  return { sessions, times }
}

function answersOf(answers: Result<readonly RecordedAnswer[]>, keyOf: (call: number) => number | undefined) {
  const found = new Map<number, SourceAnswer>()
  for (const { call, effect, rule, flag } of answers.ok ? answers.value : []) {
    const key = keyOf(call)
    if (key !== undefined) found.set(key, { effect, rule, flag })
  }
  return found
}

function hitsOf(reader: Reader, file: string, window: Window): ReadonlyMap<string, number> {
  const hits = new Map<string, number>()
  const counts = ruleCounts(reader, window)
  for (const { policyFile, rule, hits: count } of counts.ok ? counts.value : []) {
    if (policyFile === file) hits.set(rule, (hits.get(rule) ?? 0) + count)
  }
  return hits
}

/** Asks once for the same words. */
function remembered<T>(ask: (file: string, digest: string) => T): (file: string, digest?: string) => T {
  const known = new Map<string, T>()
  return (file, digest = '') => {
    const key = `${digest} ${file}`
    const before = known.get(key)
    if (before !== undefined) return before
    const found = ask(file, digest)
    known.set(key, found)
    return found
  }
}
