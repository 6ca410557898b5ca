import { logTime } from '../../audit/filter.ts'
import type { Reader } from '../../audit/reader.ts'
import {
  callFrames,
  callsReach,
  type LogMark,
  logMark,
  onlyGrew,
  recordedAnswers,
  recordedCalls,
  repeatAnswers,
  repeatsOf,
  sessionsBefore,
} from '../../audit/recorded-calls.ts'
import { type Result, success } from '../../audit/result.ts'
import { ruleCounts, type Window } from '../../audit/rule-counts.ts'
import { sessionNumbers, unindexedCalls } from '../../audit/unindexed-calls.ts'
import type { ToolNames } from '../../evaluator/call.ts'
import { LateCalls } from './lateCalls.ts'
import { gone, RepeatTimes } from './repeatTimes.ts'
import { SaidBefore } from './saidBefore.ts'
import type { ReplaySource, SourceCall } from './source.ts'
import { storedCalls } from './storedCall.ts'

/** Reads the log over a window, in steps: whoever drives them can leave off. */
export function* readOwnLog(
  reader: Reader,
  window: Window,
  toolNames: Readonly<Record<string, ToolNames>> = {},
): Generator<void, Result<ReplaySource>> {
  const log = new OwnLog(reader, window, toolNames)
  const read = yield* log.read()
  return read.ok ? success(log.source) : read
}

/** Calls of Rehearsal's own log over a window, which can be read on when the log has grown. */
export class OwnLog {
  /** Holds what was read so far. Reading on adds to its lists, so nobody may be going through them meanwhile. */
  readonly source: ReplaySource
  private readonly reader: Reader
  private readonly window: Window
  private readonly calls: SourceCall[] = []
  /** Index into `calls` by the log's own number. */
  private readonly indexOf: number[] = []
  private readonly repeats: number[] = []
  private readonly places: number[] = []
  private readonly late: LateCalls
  private readonly times: RepeatTimes
  private readonly cutSessions = new Set([gone])
  private readonly said: SaidBefore
  private readonly saidOfRepeats: SaidBefore
  private readonly hits = new Map<string, ReadonlyMap<string, number>>()
  private lastCall = 0
  private indexedTo = 0
  private hasLate = false
  private mark: LogMark = { seq: 0, hash: '' }

  constructor(reader: Reader, window: Window, toolNames: Readonly<Record<string, ToolNames>>) {
    this.reader = reader
    this.window = window
    this.late = new LateCalls(this.calls, this.repeats, this.places)
    this.times = new RepeatTimes(reader, window)
    this.said = new SaidBefore((...asked) => recordedAnswers(reader, ...asked))
    this.saidOfRepeats = new SaidBefore((...asked) => repeatAnswers(reader, ...asked))
    this.source = this.asSource(toolNames)
  }

  /** Reads all of it; to be called once. */
  *read(): Generator<void, Result<void>> {
    const mark = logMark(this.reader)
    if (!mark.ok) return mark
    this.mark = mark.value
    const reach = callsReach(this.reader)
    if (!reach.ok) return reach
    const { indexedTo, newest } = reach.value
    const indexed = yield* this.readIndexed(indexedTo)
    if (!indexed.ok) return indexed
    this.hasLate = indexedTo < newest
    if (this.hasLate) {
      const read = yield* this.readLate(newest)
      if (!read.ok) return read
    }
    const cut = sessionsBefore(this.reader, this.places[0] ?? 0)
    if (!cut.ok) return cut
    for (const session of cut.value) this.cutSessions.add(session)
    return success(undefined)
  }

  /** Reads what came since, and says whether that is all there is to it; else the log has to be read anew. */
  *readOn(): Generator<void, Result<boolean>> {
    // Where calls begin before the window is known once there are some.
    if (this.hasLate || this.places.length === 0) return success(false)
    const grew = onlyGrew(this.reader, this.mark)
    if (!grew.ok || !grew.value) return grew
    const mark = logMark(this.reader)
    if (!mark.ok) return mark
    const reach = callsReach(this.reader)
    if (!reach.ok) return reach
    const { indexedTo, newest } = reach.value
    if (indexedTo < newest) return success(false)
    this.hits.clear()
    const read = yield* this.readIndexed(indexedTo)
    if (!read.ok) return read
    // What was pruned meanwhile gave its numbers to other calls.
    const grewOn = onlyGrew(this.reader, this.mark)
    if (!grewOn.ok || !grewOn.value) return grewOn
    this.mark = mark.value
    return success(true)
  }

  /** What the tables of calls hold and was not read yet, up to the row `indexedTo`. */
  private *readIndexed(indexedTo: number): Generator<void, Result<void>> {
    const frames = callFrames(this.reader)
    if (!frames.ok) return frames
    const asAsked = storedCalls(frames.value)
    for (;;) {
      const page = recordedCalls(this.reader, this.lastCall)
      if (!page.ok) return page
      if (page.value.length === 0) break
      for (const call of page.value) {
        this.indexOf[call.call] = this.calls.length
        this.calls.push(asAsked(call))
        this.lastCall = call.call
      }
      yield
    }
    for (const chunk of repeatsOf(this.reader, this.window, this.indexedTo, indexedTo)) {
      if (!chunk.ok) return chunk
      const { seqs, calls: made } = chunk.value
      for (let index = 0; index < seqs.length; index++) {
        const call = this.indexOf[made[index] as number]
        // One that came after the calls were read.
        if (call === undefined) continue
        this.repeats.push(call)
        this.places.push(seqs[index] as number)
      }
      yield
    }
    this.indexedTo = indexedTo
    this.times.reach(this.repeats.length)
    return success(undefined)
  }

  /** Rows that the tables do not hold yet. */
  private *readLate(newest: number): Generator<void, Result<void>> {
    const known = sessionNumbers(this.reader)
    if (!known.ok) return known
    this.late.knowSessions(known.value)
    for (const page of unindexedCalls(this.reader, this.window, this.indexedTo, newest)) {
      if (!page.ok) return page
      for (const row of page.value) this.late.add(row)
      yield
    }
    return success(undefined)
  }

  private asSource(toolNames: Readonly<Record<string, ToolNames>>): ReplaySource {
    const { reader, window, calls, repeats, places, cutSessions, late, times } = this
    const { indexOf, said, saidOfRepeats } = this
    // Only policies that count or look at the clock ask for sessions and times.
    return {
      window: {
        since: window.since === undefined ? null : logTime(window.since),
        until: window.until === undefined ? null : logTime(window.until),
      },
      calls,
      repeats,
      get sessions() {
        return late.sessionsAfter(times.of(places).sessions)
      },
      get times() {
        return late.timesAfter(times.of(places).times)
      },
      places,
      cutSessions,
      aside: [],
      toolNames,
      answers: (file, digest) => said.by(file, digest, this.indexedTo, (call) => indexOf[call]),
      repeatAnswers: (file, digest) => saidOfRepeats.by(file, digest, this.indexedTo, (seq) => seq),
      recordedHits: (file) => {
        const hits = this.hits.get(file) ?? hitsOf(reader, file, window)
        this.hits.set(file, hits)
        return hits
      },
      eventIds: (wanted) => {
        const ids = reader.read((db) => {
          const find = db.prepare('SELECT id FROM events WHERE seq = ?').pluck()
          return wanted.map((seq) => (find.get(seq) as string | undefined) ?? '')
        })
        return ids.ok ? ids.value : []
      },
    }
  }
}

function hitsOf(reader: Reader, file: string, window: Window): ReadonlyMap<string, number> {
  const hits = new Map<string, number>()
  const counts = ruleCounts(reader, window)
  for (const { policyFile, rule, hits: count } of counts.ok ? counts.value : []) {
    if (policyFile === file) hits.set(rule, (hits.get(rule) ?? 0) + count)
  }
  return hits
}
