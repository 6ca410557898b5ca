import { firstRows } from './call-first.ts'
import { callNumbers } from './call-numbers.ts'
import { type CallRow, callColumns, isCall } from './call-row.ts'
import { makeCallTables } from './calls-schema.ts'
import type { StoredRow } from './chain.ts'
import type { Database } from './sqlite.ts'

/** Keeps the tables of calls up with one batch of appended rows; inside the caller's transaction. */
export interface CallIndex {
  /** Takes in the row `seq`, just appended; unless an older version's rows before it are still to come. */
  add(row: CallRow, seq: number): void
  /** Writes how far the tables reach now. */
  finish(): void
}

/** Begins a batch that follows row `head`, with at most `limit` rows which an older version left out. */
export type CallIndexer = (head: number, limit: number) => CallIndex

/**
 * The indexer of an open log; it makes the tables where they are missing. Rows are taken in their order, so that the
 * tables always stand for the log up to one row, and are the same whether a row was just appended or is read again.
 */
export function callIndexer(db: Database): CallIndexer {
  makeCallTables(db)
  const next = db.prepare(
    `SELECT seq, time, session, call_id, policy_file, policy_digest, mode, mode_source, effect, rule, ${callColumns}
     FROM events WHERE seq > ? ORDER BY seq LIMIT ?`,
  )
  const indexedTo = db.prepare('SELECT indexed_to FROM call_index').pluck()
  const moveOn = db.prepare('UPDATE call_index SET indexed_to = ?')
  const insert = db.prepare('INSERT OR REPLACE INTO judged VALUES (?, ?, ?, ?, ?, ?)')
  const numbersOfBatch = callNumbers(db)
  const firstsOfBatch = firstRows(db)

  return (head, limit) => {
    const numbers = numbersOfBatch()
    const firstOf = firstsOfBatch()
    const before = Number(indexedTo.get())
    let reached = before

    function take(row: CallRow, seq: number): void {
      reached = seq
      if (!isCall(row)) return
      const found = numbers.call(row)
      const session = numbers.session(row, seq)
      insert.run(seq, found.call, numbers.answer(row), firstOf(row, seq, found), session, timeOf(row))
    }

    if (before < head) {
      const rows = next.all(before, limit) as (CallRow & Pick<StoredRow, 'seq'>)[]
      for (const row of rows) take(row, row.seq)
      // Rows that somebody deleted from the end are waited for no longer.
      if (rows.length < limit) reached = head
    }
    return {
      add(row, seq) {
        if (seq === reached + 1) take(row, seq)
      },
      finish() {
        if (reached !== before) moveOn.run(reached)
      },
    }
  }
}

/** Milliseconds since the epoch, 0 for what is no time. */
function timeOf({ time }: CallRow): number {
  const at = Date.parse(String(time))
  return Number.isNaN(at) ? 0 : at
}

/** Lets the row `seq`, whose contents were just erased, stand for a call without arguments; a call nobody made goes. */
export function forgetCall(db: Database, seq: StoredRow['seq']): void {
  const before = db.prepare('SELECT call FROM judged WHERE seq = ?').pluck().get(seq)
  if (before === undefined) return
  const row = db.prepare(`SELECT ${callColumns} FROM events WHERE seq = ?`).get(seq) as CallRow
  const { call } = callNumbers(db)().call(row)
  db.prepare('UPDATE judged SET call = ? WHERE seq = ?').run(call, seq)
  db.prepare('DELETE FROM calls WHERE call = ? AND call NOT IN (SELECT call FROM judged)').run(before)
}

/** Takes the rows up to `last` out, and the calls that nothing else refers to; before they leave the log. */
export function pruneCalls(db: Database, last: number): void {
  db.prepare('DELETE FROM judged WHERE seq <= ?').run(last)
  db.prepare(
    `UPDATE judged SET first = kept.seq
     FROM (SELECT first, min(seq) AS seq FROM judged WHERE first <= ? GROUP BY first) AS kept
     WHERE judged.first = kept.first`,
  ).run(last)
  db.prepare('DELETE FROM calls WHERE call NOT IN (SELECT call FROM judged)').run()
  db.prepare('DELETE FROM answers WHERE answer NOT IN (SELECT answer FROM judged)').run()
  db.prepare('UPDATE call_index SET indexed_to = max(indexed_to, ?)').run(last)
}
