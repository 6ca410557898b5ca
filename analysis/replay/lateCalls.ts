import type { UnindexedCall } from '../../audit/unindexed-calls.ts'
import type { SourceCall } from './source.ts'
import { storedCalls } from './storedCall.ts'

/** Numbers of sessions that the tables of calls do not know begin here. */
const firstUnknown = 1e12

/** Calls of rows that the tables do not hold yet, added behind those that they hold. */
export class LateCalls {
  private readonly calls: SourceCall[]
  private readonly repeats: number[]
  private readonly places: number[]
  private readonly indexes = new Map<string, number>()
  private readonly seen = new Set<string>()
  private numbers: ReadonlyMap<string, number> = new Map()
  private readonly unknown = new Map<string, number>()
  private readonly sessions: number[] = []
  private readonly times: number[] = []

  constructor(calls: SourceCall[], repeats: number[], places: number[]) {
    this.calls = calls
    this.repeats = repeats
    this.places = places
  }

  knowSessions(numbers: ReadonlyMap<string, number>): void {
    this.numbers = numbers
  }

  add(row: UnindexedCall): void {
    const { seq, time, session, call_id: id, source } = row
    const call = this.indexOf(row)
    const key = JSON.stringify(id === null ? [seq] : [id, source, session, call])
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.repeats.push(call)
    this.places.push(seq)
    this.sessions.push(session === null ? 0 : this.numberOf(session))
    const at = Date.parse(time)
    this.times.push(Number.isNaN(at) ? 0 : at)
  }

  /** Sessions of the indexed repeats with those of the late ones behind them. */
  sessionsAfter(indexed: readonly number[]): readonly number[] {
    return this.sessions.length === 0 ? indexed : [...indexed, ...this.sessions]
  }

  /** The same of their times. */
  timesAfter(indexed: readonly number[]): readonly number[] {
    return this.times.length === 0 ? indexed : [...indexed, ...this.times]
  }

  private indexOf({ source, agent, cwd, tool, args, args_state, redacted_paths, context }: UnindexedCall): number {
    const key = JSON.stringify([source, agent, cwd, tool, args, args_state, redacted_paths, context])
    const known = this.indexes.get(key)
    if (known !== undefined) return known
    const frame = {
      frame: 1,
      source,
      agent: agent ?? '',
      cwd: cwd ?? '',
      argsState: args_state ?? '',
      context: context ?? '',
    }
    const call = storedCalls([frame])({ call: 0, frame: 1, tool, args, redactedPaths: redacted_paths })
    this.indexes.set(key, this.calls.length)
    return this.calls.push(call) - 1
  }

  private numberOf(session: string): number {
    const known = this.numbers.get(session) ?? this.unknown.get(session)
    if (known !== undefined) return known
    const number = firstUnknown + this.unknown.size
    this.unknown.set(session, number)
    return number
  }
}
