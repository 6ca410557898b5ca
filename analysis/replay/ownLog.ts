import { logTime } from '../../audit/filter.ts'
import type { Reader } from '../../audit/reader.ts'
import { callsReach, recordedAnswers, recordedCalls, repeatsOf, sessionsBefore } from '../../audit/recorded-calls.ts'
import { type Result, success } from '../../audit/result.ts'
import { ruleCounts, type Window } from '../../audit/rule-counts.ts'
import type { ToolNames } from '../../evaluator/call.ts'
import type { ReplaySource, SourceAnswer, SourceCall } from './source.ts'
import { storedCall } from './storedCall.ts'

/** What a source is made of while the log is read; in steps, so that it can be left off. */
export function* readOwnLog(
  reader: Reader,
  window: Window,
  toolNames: Readonly<Record<string, ToolNames>> = {},
): Generator<void, Result<ReplaySource>> {
  const reach = callsReach(reader)
  if (!reach.ok) return reach
  const { indexedTo } = reach.value
  const calls: SourceCall[] = []
  const indexOf = new Map<number, number>()
  const stored = recordedCalls(reader)
  if (!stored.ok) return stored
  yield
  for (const call of stored.value) {
    indexOf.set(call.call, calls.length)
    calls.push(storedCall(call))
    if (calls.length % 5000 === 0) yield
  }
  const repeats: number[] = []
  const sessions: number[] = []
  const times: number[] = []
  const places: number[] = []
  for (const chunk of repeatsOf(reader, window, 0, indexedTo)) {
    if (!chunk.ok) return chunk
    const { seqs, calls: numbers, sessions: inChunk, times: at } = chunk.value
    for (let index = 0; index < seqs.length; index++) {
      const call = indexOf.get(numbers[index] as number)
      if (call === undefined) continue
      repeats.push(call)
      sessions.push(inChunk[index] as number)
      times.push(at[index] as number)
      places.push(seqs[index] as number)
    }
    yield
  }
  const cut = sessionsBefore(reader, places[0] ?? 0)
  if (!cut.ok) return cut
  return success({
    window: {
      since: window.since === undefined ? null : logTime(window.since),
      until: window.until === undefined ? null : logTime(window.until),
    },
    calls,
    repeats,
    sessions,
    times,
    places,
    cutSessions: new Set(cut.value),
    aside: [],
    toolNames,
    answers: (file, digest) => answersOf(reader, indexOf, file, digest),
    recordedHits: (file) => hitsOf(reader, file, window),
    eventIds: (wanted) => {
      const ids = reader.read((db) => {
        const find = db.prepare('SELECT id FROM events WHERE seq = ?').pluck()
        return wanted.map((seq) => (find.get(seq) as string | undefined) ?? '')
      })
      return ids.ok ? ids.value : []
    },
  })
}

function answersOf(reader: Reader, indexOf: ReadonlyMap<number, number>, file: string, digest: string) {
  const found = new Map<number, SourceAnswer>()
  const answers = recordedAnswers(reader, file, digest)
  for (const { call, effect, rule, flag } of answers.ok ? answers.value : []) {
    const index = indexOf.get(call)
    if (index !== undefined) found.set(index, { effect, rule, flag })
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
