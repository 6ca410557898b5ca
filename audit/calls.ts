import { hash } from 'node:crypto'
import { makeCallTables } from './calls-schema.ts'
import type { StoredRow } from './chain.ts'
import type { Database } from './sqlite.ts'

/** Brings at most `limit` further rows of the log into the tables of calls; inside the caller's transaction. */
export type CallIndexer = (limit: number) => void

/** The columns that make two calls the same one to every policy: not session and time, nor the surface, which is the dialect's own. */
const identity = ['source', 'agent', 'cwd', 'tool', 'args', 'args_state', 'redacted_paths', 'context'] as const

type Identity = { readonly [column in (typeof identity)[number]]: string | null }

interface Row extends Identity {
  readonly seq: number
  readonly time: string
  readonly session: string | null
  readonly call_id: string | null
  readonly policy_file: string | null
  readonly policy_digest: string | null
  readonly flag: string | null
  readonly effect: string | null
  readonly rule: string | null
}

/** What of a row says which call it is about; a forgotten one has no arguments any more. */
export const callColumns = `source, agent, cwd, coalesce(tool_raw, tool) AS tool, args,
  CASE WHEN erased_digest IS NULL THEN args_state ELSE 'none' END AS args_state, redacted_paths, context`
const columns = `seq, time, session, call_id, policy_file, policy_digest, effect, rule,
  CASE mode_source WHEN 'flag' THEN mode ELSE '' END AS flag, ${callColumns}`

/** Rows that stand for a call before it ran; what is said of outputs cannot be replayed. */
export const isCall = "kind = 'decision' AND coalesce(phase, 'before') = 'before'"

/**
 * The indexer of an open log; it makes the tables where they are missing. Rows are taken in their order, so that the
 * tables always stand for the log up to one row; a log of an older version is caught up on little by little.
 */
export function callIndexer(db: Database): CallIndexer {
  makeCallTables(db)
  const next = db.prepare(`SELECT ${columns}, ${isCall} AS isCall FROM events WHERE seq > ? ORDER BY seq LIMIT ?`)
  const indexedTo = db.prepare('SELECT indexed_to FROM call_index').pluck()
  const moveOn = db.prepare('UPDATE call_index SET indexed_to = ?')
  const insert = db.prepare('INSERT OR REPLACE INTO judged VALUES (?, ?, ?, ?, ?, ?)')
  const batchOf = indexBatch(db)

  return (limit) => {
    const rows = next.all(Number(indexedTo.get()), limit) as (Row & { readonly isCall: number })[]
    const last = rows.at(-1)
    if (last === undefined) return
    const batch = batchOf()
    for (const row of rows) {
      if (row.isCall !== 1) continue
      const call = batch.call(row)
      const session = batch.session(row)
      const answer = batch.answer(row)
      insert.run(row.seq, call, answer, batch.first(row, call), session, timeOf(row.time))
    }
    moveOn.run(last.seq)
  }
}

/** What finds or makes the numbers that the rows of one batch refer to; each is asked for once. */
interface Batch {
  call(row: Identity): number
  answer(row: Row): number
  session(row: Row): number
  first(row: Row, call: number): number
}

function indexBatch(db: Database): () => Batch {
  const callOf = callFinder(db)
  const answerOf = dictionary(db, 'answers', 'answer', ['policy_file', 'policy_digest', 'flag', 'effect', 'rule'])
  const findSession = db.prepare('SELECT session_id FROM call_sessions WHERE session = ?').pluck()
  const addSession = db.prepare('INSERT INTO call_sessions (session, first_seq) VALUES (?, ?)')
  const earlier = db
    .prepare(
      `SELECT min(judged.first) FROM events JOIN judged USING (seq)
       WHERE call_id = ? AND kind = 'decision' AND source = ? AND coalesce(events.session, '') = ?
         AND coalesce(phase, '') = 'before' AND events.seq < ? AND judged.call = ?`,
    )
    .pluck()

  return () => {
    const calls = new Map<string, number>()
    const frames = new Map<string, number>()
    const made = new Set<Identity>()
    const answers = new Map<string, number>()
    const sessions = new Map<string, number>()
    const firsts = new Map<string, number>()
    let unnamed = { key: '', first: 0, files: new Set<string>() }

    return {
      call(row) {
        const text = JSON.stringify(identity.map((name) => row[name]))
        return remembered(calls, text, () => {
          const found = callOf(row, text, frames)
          if (found.isNew) made.add(row)
          return found.call
        })
      },
      answer(row) {
        const values = [row.policy_file, row.policy_digest, row.flag, row.effect, row.rule].map((one) => one ?? '')
        return remembered(answers, values.join('\0'), () => answerOf(values))
      },
      session(row) {
        const { session } = row
        if (session === null) return 0
        return remembered(sessions, session, () => {
          const known = findSession.get(session) as number | undefined
          return known ?? Number(addSession.run(session, row.seq).lastInsertRowid)
        })
      },
      first(row, call) {
        const { call_id: id, source, session, seq } = row
        if (id !== null) {
          // What nobody asked before is asked by this row first.
          const isFirst = made.has(row)
          return remembered(firsts, [id, source, session ?? '', call].join('\0'), () => {
            return isFirst ? seq : ((earlier.get(id, source, session ?? '', seq, call) as number | null) ?? seq)
          })
        }
        // Without an id, the rows of one call stand together, each of another policy.
        const key = [row.time, source, session ?? '', call].join('\0')
        const file = row.policy_file ?? ''
        if (unnamed.key !== key || unnamed.files.has(file)) unnamed = { key, first: seq, files: new Set() }
        unnamed.files.add(file)
        return unnamed.first
      },
    }
  }
}

/** Finds the number of a call, or stores it; what many calls share stands in a row of its own, known by `frames` once it was asked for. */
type CallFinder = (row: Identity, text: string, frames: Map<string, number>) => { call: number; isNew: boolean }

function callFinder(db: Database): CallFinder {
  const find = db.prepare('SELECT call FROM calls WHERE digest = ?').pluck()
  const add = db.prepare('INSERT INTO calls (digest, frame, tool, args, redacted_paths) VALUES (?, ?, ?, ?, ?)')
  const frameOf = dictionary(db, 'call_frames', 'frame', ['source', 'agent', 'cwd', 'args_state', 'context'])
  return (row, text, frames) => {
    const digest = hash('sha256', text, 'buffer').subarray(0, 16)
    const known = find.get(digest) as number | undefined
    if (known !== undefined) return { call: known, isNew: false }
    const { source, agent, cwd, args_state, context, tool, args, redacted_paths } = row
    const shared = [source, agent, cwd, args_state, context].map((one) => one ?? '')
    const frame = remembered(frames, shared.join('\0'), () => frameOf(shared))
    return { call: Number(add.run(digest, frame, tool, args, redacted_paths).lastInsertRowid), isNew: true }
  }
}

function dictionary(db: Database, table: string, id: string, names: readonly string[]) {
  const find = db
    .prepare(`SELECT ${id} FROM ${table} WHERE ${names.map((name) => `${name} = ?`).join(' AND ')}`)
    .pluck()
  const add = db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
  return (values: readonly string[]): number => {
    const known = find.get(...values) as number | undefined
    return known ?? Number(add.run(...values).lastInsertRowid)
  }
}

function remembered(known: Map<string, number>, key: string, find: () => number): number {
  const before = known.get(key)
  if (before !== undefined) return before
  const found = find()
  known.set(key, found)
  return found
}

function timeOf(time: string): number {
  const at = Date.parse(time)
  return Number.isNaN(at) ? 0 : at
}

/** Lets the row `seq`, whose contents were just erased, stand for a call without arguments; a call nobody made goes. */
export function forgetCall(db: Database, seq: StoredRow['seq']): void {
  const before = db.prepare('SELECT call FROM judged WHERE seq = ?').pluck().get(seq)
  if (before === undefined) return
  const row = db.prepare(`SELECT ${callColumns} FROM events WHERE seq = ?`).get(seq) as Identity
  const { call } = callFinder(db)(row, JSON.stringify(identity.map((name) => row[name])), new Map())
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
