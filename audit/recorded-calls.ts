import { hasCallTables } from './calls-schema.ts'
import type { StoredRow } from './chain.ts'
import { logTime } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { Window } from './rule-counts.ts'
import type { Database } from './sqlite.ts'
import { type LoggedEvent, loggedEvent } from './stored-event.ts'

/** What many calls share: who made them and from where; JSON columns as their text. Empty where there is none. */
export interface CallFrame {
  readonly frame: number
  readonly source: string
  readonly agent: string
  readonly cwd: string
  readonly argsState: string
  readonly context: string
}

/** One distinct call as it is stored; JSON columns as their text. Session and time belong to its repeats. */
export interface RecordedCall {
  readonly call: number
  /** Number of its `CallFrame`. */
  readonly frame: number
  /** In the agent's own words. */
  readonly tool: string | null
  readonly args: string | null
  readonly redactedPaths: string | null
}

/** The repeats of a stretch of the log, one place in every list for each, in the order of the log. */
export interface Repeats {
  readonly seqs: readonly number[]
  /** Numbers of `RecordedCall`. */
  readonly calls: readonly number[]
}

/** When and in which session the repeats of a stretch were made. */
export interface RepeatTimes {
  readonly seqs: readonly number[]
  /** 0 where the agent names no session. */
  readonly sessions: readonly number[]
  /** Milliseconds since the epoch. */
  readonly times: readonly number[]
}

/** What one policy file said of calls, with the mode that the command line set (else empty). */
export interface RecordedAnswer {
  readonly flag: string
  readonly effect: string
  /** Empty where no rule decided. */
  readonly rule: string
}

/** What one policy file said under one digest. */
export interface RecordedAnswers {
  /** All that it said, by number. */
  readonly said: ReadonlyMap<number, RecordedAnswer>
  /** Goes through the calls with the number of the newest answer to each. */
  readonly newest: { forEach(take: (answer: number, call: number) => void): void }
}

/** So many rows are read in one go: SQLite makes one text of them, which JavaScript reads at once. */
const chunk = 100_000
const callChunk = 10_000

/** How far the tables of calls reach, and how far the log; a log that only an older version wrote has none. */
export function callsReach(reader: Reader): Result<{ readonly indexedTo: number; readonly newest: number }> {
  return reader.read((db) => {
    const newest = Number(db.prepare('SELECT coalesce(max(seq), 0) FROM events').pluck().get())
    if (!hasCallTables(db)) return { indexedTo: 0, newest }
    return { indexedTo: Number(db.prepare('SELECT indexed_to FROM call_index').pluck().get()), newest }
  })
}

/** Up to where a log was read: its newest row then. Row 0 is the one before the first. */
export interface LogMark {
  readonly seq: number
  readonly hash: string
}

/** The newest row. */
export function logMark(reader: Reader): Result<LogMark> {
  return reader.read((db) => {
    const newest = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').get()
    return (newest as LogMark | undefined) ?? { seq: 0, hash: '' }
  })
}

/** Whether a log has only grown since: it is the same one, and nothing was pruned or forgotten. */
export function onlyGrew(reader: Reader, { seq, hash }: LogMark): Result<boolean> {
  return reader.read((db) => {
    const now = seq === 0 ? '' : db.prepare('SELECT hash FROM events WHERE seq = ?').pluck().get(seq)
    if (now !== hash) return false
    return db.prepare("SELECT 1 FROM events WHERE seq > ? AND +kind = 'prune' LIMIT 1").get(seq) === undefined
  })
}

/** What calls share, by number. */
export function callFrames(reader: Reader): Result<readonly CallFrame[]> {
  return reader.read((db) => {
    if (!hasCallTables(db)) return []
    return db
      .prepare('SELECT frame, source, agent, cwd, args_state AS argsState, context FROM call_frames')
      .all() as CallFrame[]
  })
}

/** The distinct calls with a number above `after`, in the order of their numbers, at most a chunk of them. */
export function recordedCalls(reader: Reader, after = 0): Result<readonly RecordedCall[]> {
  return reader.read((db) => {
    if (!hasCallTables(db)) return []
    const rows = db
      .prepare('SELECT call, frame, tool, args, redacted_paths FROM calls WHERE call > ? ORDER BY call LIMIT ?')
      .raw()
      .all(after, callChunk) as [number, number, string | null, string | null, string | null][]
    return rows.map(([call, frame, tool, args, redactedPaths]) => ({ call, frame, tool, args, redactedPaths }))
  })
}

/**
 * The calls that the gate saw in `window` between the rows `after` and `to`, each once however many policies judged it,
 * in chunks. A fault is the last value.
 */
export function* repeatsOf(reader: Reader, window: Window, after: number, to: number): Generator<Result<Repeats>> {
  // While every row is a call, their numbers need no reading.
  let isFull = true
  yield* inChunks(reader, after, to, (db, from, end) => {
    if (isFull) {
      const [calls] = listsOf(db, ['call'], window, from, end) as [number[]]
      isFull = calls.length === end - from
      if (isFull) return { calls, seqs: calls.map((_, index) => from + 1 + index) }
    }
    const [calls, seqs] = listsOf(db, ['call', 'seq'], window, from, end) as [number[], number[]]
    return { calls, seqs }
  })
}

/** Sessions and times of the same repeats, in the same order. */
export function* timesOf(reader: Reader, window: Window, after: number, to: number): Generator<Result<RepeatTimes>> {
  yield* inChunks(reader, after, to, (db, from, end) => {
    const lists = listsOf(db, ['seq', 'session', 'at'], window, from, end)
    const [seqs, sessions, times] = lists as [number[], number[], number[]]
    return { seqs, sessions, times }
  })
}

function* inChunks<T>(reader: Reader, after: number, to: number, read: (db: Database, from: number, to: number) => T) {
  for (let from = after; from < to; from += chunk) {
    const done: Result<T> = reader.read((db) => read(db, from, Math.min(to, from + chunk)))
    yield done
    if (!done.ok) return
  }
}

/** Columns of the first row of each call, a list for each. */
function listsOf(db: Database, columns: readonly string[], window: Window, after: number, to: number): unknown[] {
  const lists = db
    .prepare(
      `SELECT ${columns.map((name) => `json_group_array(${name})`).join(', ')} FROM judged
       WHERE seq > ? AND seq <= ? AND first = seq AND at >= ? AND at < ?`,
    )
    .raw()
    .get(after, to, momentOf(window.since, 0), momentOf(window.until, Number.MAX_SAFE_INTEGER)) as string[]
  return lists.map((text) => JSON.parse(text))
}

/**
 * What the policy in `policyFile` said of each call while its digest was `digest`, in the rows after `after`; the newest
 * answer to each call.
 */
export function recordedAnswers(
  reader: Reader,
  policyFile: string,
  digest: string,
  after = 0,
): Result<RecordedAnswers> {
  return answersBy(reader, 'call', { policyFile, digest, after })
}

/** The same for each repeat: `call` is then the row that stands for it. */
export function repeatAnswers(reader: Reader, policyFile: string, digest: string, after = 0): Result<RecordedAnswers> {
  return answersBy(reader, 'first', { policyFile, digest, after })
}

interface WhichAnswers {
  readonly policyFile: string
  readonly digest: string
  readonly after: number
}

function answersBy(reader: Reader, column: 'call' | 'first', { policyFile, digest, after }: WhichAnswers) {
  return reader.read((db): RecordedAnswers => {
    if (!hasCallTables(db)) return { said: new Map(), newest: new Map() }
    const answers = db
      .prepare('SELECT answer, flag, effect, rule FROM answers WHERE policy_file = ? AND policy_digest = ?')
      .all(policyFile, digest) as (RecordedAnswer & { readonly answer: number })[]
    const said = new Map(answers.map(({ answer, ...rest }) => [answer, rest]))
    // A text that nobody was judged by yet costs no look at the calls.
    if (said.size === 0) return { said, newest: new Map() }
    const to = Number(db.prepare('SELECT coalesce(max(seq), 0) FROM judged').pluck().get())
    const lastCall = Number(db.prepare('SELECT coalesce(max(call), 0) FROM calls').pluck().get())
    const newest = lastOfEach(column === 'call' ? lastCall : to)
    // What a text says is numbered when it is first said, so its numbers are near each other: the range leaves most
    // others out, and both numbers as one are read faster than two.
    const [least, most] = [Math.min(...said.keys()), Math.max(...said.keys())]
    const read = db
      .prepare(
        `SELECT json_group_array(${column} * ? + answer) FROM judged
         WHERE seq > ? AND seq <= ? AND answer BETWEEN ? AND ?`,
      )
      .pluck()
    // In the order of the log: the newest answer to a call comes last.
    for (let from = after; from < to; from += chunk) {
      const pairs: readonly number[] = JSON.parse(String(read.get(most + 1, from, from + chunk, least, most)))
      for (const pair of pairs) {
        const answer = pair % (most + 1)
        if (said.has(answer)) newest.set((pair - answer) / (most + 1), answer)
      }
    }
    return { said, newest }
  })
}

/** So many numbers are kept flat, which takes a third of the time; more would take memory for nothing in a sparse log. */
const mostFlat = 4_000_000

/** Keeps the last value, above 0, that was set for each number up to `greatest`. */
function lastOfEach(greatest: number): {
  set(number: number, value: number): unknown
  forEach(take: (value: number, number: number) => void): void
} {
  if (greatest > mostFlat) return new Map<number, number>()
  const values = new Int32Array(greatest + 1)
  return {
    set: (number, value) => {
      values[number] = value
    },
    forEach: (take) => {
      for (let number = 0; number <= greatest; number++) {
        const value = values[number] as number
        if (value !== 0) take(value, number)
      }
    },
  }
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
