import { type CallIdentity, type CallRow, callColumns, callOf, isCall } from './call-row.ts'
import { hasCallTables } from './calls-schema.ts'
import { logTime } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { Window } from './rule-counts.ts'

/** A decision on a call before it ran, which the tables of calls do not hold yet. */
export interface UnindexedCall extends CallIdentity {
  readonly seq: number
  /** ISO 8601. */
  readonly time: string
  readonly session: string | null
  readonly call_id: string | null
}

const chunk = 5000

/** Those in the rows after `after`, in pages: what a log of an older version holds. A fault is the last value. */
export function* unindexedCalls(
  reader: Reader,
  { since, until }: Window,
  after: number,
  to: number,
): Generator<Result<readonly UnindexedCall[]>> {
  for (let from = after; from < to; from += chunk) {
    const page = reader.read((db) => {
      const rows = db
        .prepare(
          `SELECT seq, time, session, call_id, ${callColumns} FROM events
           WHERE seq > ? AND seq <= ? AND time >= ? AND time < ? ORDER BY seq`,
        )
        .all(
          from,
          Math.min(to, from + chunk),
          since === undefined ? '' : logTime(since),
          until === undefined ? '\uffff' : logTime(until),
        ) as (CallRow & Pick<UnindexedCall, 'seq' | 'time' | 'session' | 'call_id'>)[]
      return rows.filter(isCall).map((row) => {
        const { seq, time, session, call_id } = row
        return { seq, time, session, call_id, ...callOf(row) }
      })
    })
    yield page
    if (!page.ok) return
  }
}

/** The numbers that sessions have in the tables of calls. */
export function sessionNumbers(reader: Reader): Result<ReadonlyMap<string, number>> {
  return reader.read((db) => {
    if (!hasCallTables(db)) return new Map()
    const rows = db.prepare('SELECT session, session_id FROM call_sessions').raw().all() as [string, number][]
    return new Map(rows)
  })
}
