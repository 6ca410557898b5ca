import type { Reader } from '../../audit/reader.ts'
import { timesOf } from '../../audit/recorded-calls.ts'
import type { Window } from '../../audit/rule-counts.ts'

/** The session of a repeat that left the log while it was read. */
export const gone = -1

/** Sessions and times of a log's repeats, read when they are first asked for, and then what was added since. */
export class RepeatTimes {
  private readonly reader: Reader
  private readonly window: Window
  private readonly sessions: number[] = []
  private readonly times: number[] = []
  private count = 0

  constructor(reader: Reader, window: Window) {
    this.reader = reader
    this.window = window
  }

  /** The log's tables hold so many repeats. */
  reach(count: number): void {
    this.count = count
  }

  /** Of the repeats at these places in the log; those behind what the tables hold are left out. */
  of(places: readonly number[]): { readonly sessions: readonly number[]; readonly times: readonly number[] } {
    const { sessions, times, count } = this
    const [first, last] = [places[sessions.length], places[count - 1]]
    if (first === undefined || last === undefined || sessions.length >= count) return { sessions, times }
    for (const chunk of timesOf(this.reader, this.window, first - 1, last)) {
      if (!chunk.ok) break
      const { seqs, sessions: made, times: at } = chunk.value
      for (let index = 0; index < seqs.length; index++) {
        while (sessions.length < count && (places[sessions.length] as number) < (seqs[index] as number)) this.skip()
        if (sessions.length >= count || places[sessions.length] !== seqs[index]) continue
        sessions.push(made[index] as number)
        times.push(at[index] as number)
      }
    }
    while (sessions.length < count) this.skip()
    return { sessions, times }
  }

  private skip(): void {
    this.sessions.push(gone)
    this.times.push(0)
  }
}
