import { hasCallTables } from './calls-schema.ts'
import type { StoredRow } from './chain.ts'
import { logTime } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { Window } from './rule-counts.ts'
import type { Database } from './sqlite.ts'
import { type LoggedEvent, loggedEvent } from './stored-event.ts'

/** One distinct call as it is stored; JSON columns as their text. Session and time belong to its repeats. */
export interface RecordedCall {
  readonly call: number
  readonly source: string
  readonly agent: string | null
  readonly cwd: string | null
  /** In the agent's own words. */
  readonly tool: string | null
  readonly args: string | null
  readonly argsState: string | null
  readonly redactedPaths: string | null
  readonly context: string | null
}

/** The repeats of a stretch of the log, one place in every list for each, in the order of the log. */
export interface Repeats {
  readonly seqs: readonly number[]
  /** Numbers of `RecordedCall`. */
  readonly calls: readonly number[]
  /** 0 where the agent names no session. */
  readonly sessions: readonly number[]
  /** Milliseconds since the epoch. */
  readonly times: readonly number[]
}

/** What one policy file said of a call, with the digest it had and the mode that the command line set (else empty). */
export interface RecordedAnswer {
  readonly call: number
  readonly flag: string
  readonly effect: string
  /** Empty where no rule decided. */
  readonly rule: string
}

/** So many rows are read in one go: SQLite makes one text of them, which JavaScript reads at once. */
const chunk = 100_000

/** How far the tables of calls reach, and how far the log; a log that only an older version wrote has none. */
export function callsReach(reader: Reader): Result<{ readonly indexedTo: number; readonly newest: number }> {
  return reader.read((db) => {
    const newest = Number(db.prepare('SELECT coalesce(max(seq), 0) FROM events').pluck().get())
    if (!hasCallTables(db)) return { indexedTo: 0, newest }
    return { indexedTo: Number(db.prepare('SELECT indexed_to FROM call_index').pluck().get()), newest }
  })
}

/** Every distinct call after number `after`, in the order of their numbers. */
export function recordedCalls(reader: Reader, after = 0): Result<readonly RecordedCall[]> {
  return reader.read((db) => {
    const rows = db
      .prepare(
        `SELECT call, source, agent, cwd, tool, args, args_state, redacted_paths, context FROM calls
         WHERE call > ? ORDER BY call`,
      )
      .raw()
      .all(after) as [number, string, ...(string | null)[]][]
    return rows.map(([call, source, agent, cwd, tool, args, argsState, redactedPaths, context]) => {
      return { call, source, agent, cwd, tool, args, argsState, redactedPaths, context } as RecordedCall
    })
  })
}

/**
 * The calls that the gate saw in `window` between the rows `after` and `to`, each once however many policies judged it,
 * in chunks. A fault is the last value.
 */
export function* repeatsOf(reader: Reader, window: Window, after: number, to: number): Generator<Result<Repeats>> {
  for (let from = after; from < to; from += chunk) {
    const read = reader.read((db) => readRepeats(db, window, from, Math.min(to, from + chunk)))
    yield read
    if (!read.ok) return
  }
}

function readRepeats(db: Database, window: Window, after: number, to: number): Repeats {
  const lists = ['seq', 'call', 'session', 'at'].map((name) => `json_group_array(${name})`).join(', ')
  const row = db
    .prepare(`SELECT ${lists} FROM judged WHERE seq > ? AND seq <= ? AND first = seq AND at >= ? AND at < ?`)
    .raw()
    .get(after, to, momentOf(window.since, 0), momentOf(window.until, Number.MAX_SAFE_INTEGER)) as string[]
  const [seqs, calls, sessions, times] = row.map((text) => JSON.parse(text))
  return { seqs, calls, sessions, times }
}

/** What the policy in `policyFile` said of each call while its digest was `digest`; the newest answer to each call. */
export function recordedAnswers(reader: Reader, policyFile: string, digest: string): Result<readonly RecordedAnswer[]> {
  return reader.read((db) => {
    if (!hasCallTables(db)) return []
    return db
      .prepare(
        `SELECT call, flag, effect, rule, max(seq) FROM judged JOIN answers USING (answer)
         WHERE answer IN (SELECT answer FROM answers WHERE policy_file = ? AND policy_digest = ?) GROUP BY call`,
      )
      .all(policyFile, digest) as RecordedAnswer[]
  })
}

/** Numbers of the sessions that began before row `seq`. */
export function sessionsBefore(reader: Reader, seq: number): Result<readonly number[]> {
  return reader.read((db) => {
    if (!hasCallTables(db)) return []
    return db.prepare('SELECT session_id FROM call_sessions WHERE first_seq < ?').pluck().all(seq) as number[]
  })
}

function momentOf(time: string | number | undefined, open: number): number {
  if (time === undefined) return open
  const at = Date.parse(logTime(time))
  return Number.isNaN(at) ? open : at
}

/** The event in row `seq`; null when it was pruned. */
export function rowAt(reader: Reader, seq: number): Result<LoggedEvent | null> {
  return reader.read((db) => {
    const row = db.prepare('SELECT * FROM events WHERE seq = ?').get(seq) as StoredRow | undefined
    return row === undefined ? null : loggedEvent(row)
  })
}
