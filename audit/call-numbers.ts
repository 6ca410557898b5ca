import { hash } from 'node:crypto'
import { type CallIdentity, type CallRow, callOf } from './call-row.ts'
import { remembered } from './remembered.ts'
import type { Database } from './sqlite.ts'

/** Finds or makes the numbers by which the tables of calls know what a row says; inside the caller's transaction. */
export interface CallNumbers {
  call(row: CallRow): FoundCall
  answer(row: CallRow): number
  /** Of the session, which began with row `seq` when it is new; 0 where the agent names none. */
  session(row: CallRow, seq: number): number
}

/** A call's number, and whether no row was about it before. */
export interface FoundCall {
  readonly call: number
  readonly isNew: boolean
}

/** For each batch, what finds the numbers of its rows; it asks the database once for each. */
export function callNumbers(db: Database): () => CallNumbers {
  const findCall = callFinder(db)
  const findAnswer = dictionary(db, 'answers', 'answer', ['policy_file', 'policy_digest', 'flag', 'effect', 'rule'])
  const findSession = db.prepare('SELECT session_id FROM call_sessions WHERE session = ?').pluck()
  const addSession = db.prepare('INSERT INTO call_sessions (session, first_seq) VALUES (?, ?)')

  return () => {
    const calls = new Map<string, number>()
    const frames = new Map<string, number>()
    const answers = new Map<string, number>()
    const sessions = new Map<string, number>()

    return {
      call(row) {
        const identity = callOf(row)
        const digest = digestOf(identity)
        const known = calls.get(digest)
        if (known !== undefined) return { call: known, isNew: false }
        const found = findCall(identity, digest, frames)
        calls.set(digest, found.call)
        return found
      },
      answer({ policy_file, policy_digest, mode, mode_source, effect, rule }) {
        const flag = mode_source === 'flag' ? mode : ''
        const values = [policy_file, policy_digest, flag, effect, rule].map((one) => String(one ?? ''))
        return remembered(answers, values.join('\0'), () => findAnswer(values))
      },
      session(row, seq) {
        if (row.session === undefined || row.session === null) return 0
        const session = String(row.session)
        return remembered(sessions, session, () => {
          const known = findSession.get(session) as number | undefined
          return known ?? Number(addSession.run(session, seq).lastInsertRowid)
        })
      },
    }
  }
}

/** Finds the call of this digest or stores it; what many calls share stands in a row of its own, known by `frames` once it was asked for. */
type CallFinder = (identity: CallIdentity, digest: string, frames: Map<string, number>) => FoundCall

function callFinder(db: Database): CallFinder {
  const find = db.prepare('SELECT call FROM calls WHERE digest = unhex(?)').pluck()
  const add = db.prepare(
    `INSERT INTO calls (digest, frame, tool, args, redacted_paths) VALUES (unhex(?), ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const frameOf = dictionary(db, 'call_frames', 'frame', ['source', 'agent', 'cwd', 'args_state', 'context'])
  return ({ source, agent, cwd, args_state, context, tool, args, redacted_paths }, digest, frames) => {
    const shared = [source, agent, cwd, args_state, context].map((one) => one ?? '')
    const frame = remembered(frames, shared.join('\0'), () => frameOf(shared))
    const added = add.run(digest, frame, tool, args, redacted_paths)
    if (added.changes === 1) return { call: Number(added.lastInsertRowid), isNew: true }
    return { call: Number(find.get(digest)), isNew: false }
  }
}

/** 16 bytes as hex digits; by them the tables know a call. */
function digestOf(call: CallIdentity): string {
  const { source, agent, cwd, tool, args, args_state, redacted_paths, context } = call
  const text = JSON.stringify([source, agent, cwd, tool, args, args_state, redacted_paths, context])
  return hash('sha256', text, 'hex').slice(0, 32)
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
