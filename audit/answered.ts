import { hash } from 'node:crypto'
import type { PreparedEvent } from './row.ts'
import type { Database } from './sqlite.ts'

/** 16 bytes. */
const digestHexDigits = 32

/** Knows which answers the log holds; all of it inside the caller's transaction. */
export interface Answered {
  /** Notes that row `seq` will hold this answer; false when another row does already. */
  add(event: PreparedEvent, seq: number): boolean
  /** Takes the note back. */
  remove(event: PreparedEvent): void
}

/** Of an open log. Events that are no decision on a named call are always new. */
export function answeredIn(db: Database): Answered {
  const insert = db.prepare('INSERT INTO answered VALUES (unhex(?), ?) ON CONFLICT DO NOTHING')
  const takeBack = db.prepare('DELETE FROM answered WHERE digest = unhex(?)')
  return {
    add: (event, seq) => !isNamedCall(event) || insert.run(digestOf(event), seq).changes === 1,
    remove: (event) => {
      if (isNamedCall(event)) takeBack.run(digestOf(event))
    },
  }
}

/** Forgets the answers in the rows from `first` to `last`: their digests are of arguments that the log gives up. */
export function forgetAnswers(db: Database, first: number, last: number): void {
  db.prepare('DELETE FROM answered WHERE seq BETWEEN ? AND ?').run(first, last)
}

function isNamedCall({ kind, call_id: id }: PreparedEvent): boolean {
  return kind === 'decision' && id !== undefined
}

/**
 * What tells one answer to a call from another: who asked what of which policy, and what it said. Two hooks that were
 * installed for the same call say the same and are one row; other arguments under the same call id, another mode or
 * another text of the policy are rows of their own. When and by whom it was written, and in which words, is not part of it.
 */
function digestOf(event: PreparedEvent): string {
  const { source, session, call_id, phase, surface, cwd, tool, tool_raw, args, asked, context } = event
  const { policy_file, policy_digest, mode, verdict, effect, applied, rule } = event
  const call = [source, session, call_id, phase, surface, cwd, tool, tool_raw, args, asked, context]
  // What an event does not have is written as null.
  const text = JSON.stringify([...call, policy_file, policy_digest, mode, verdict, effect, applied, rule])
  return hash('sha256', text, 'hex').slice(0, digestHexDigits)
}
