import { randomBytes } from 'node:crypto'
import { answeredIn } from './answered.ts'
import { callIndexer } from './calls.ts'
import { erasableDigest, rowHash } from './chain.ts'
import { countedTables } from './counted.ts'
import type { PreparedEvent } from './row.ts'
import { rowInserter } from './row-insert.ts'
import type { Database } from './sqlite.ts'

/** What became of a batch. */
export interface Appended {
  readonly appended: number
  /** Already in the log, by id or as the same answer to the same call. */
  readonly duplicates: number
  /** Where the chain ends now. */
  readonly head: Head
}

/** An end of the chain. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/** Appends inside the caller's `BEGIN IMMEDIATE` transaction, in the order given; throws what SQLite throws. */
export type Appender = (events: readonly PreparedEvent[]) => Appended

const saltBytes = 16
/** How many rows of an older version's log an append brings into the tables of calls, beside as many as its own. */
const caughtUp = 500

/** The appender of an open log; it prepares its statements once. */
export function newAppender(db: Database): Appender {
  const insert = rowInserter(db)
  const answered = answeredIn(db)
  const newCounted = countedTables(db)
  const newCallIndex = callIndexer(db)
  const writeHead = db.prepare('UPDATE head SET seq = ?, hash = ?')

  return (events) => {
    const before = readHead(db)
    let head = before
    const counted = newCounted()
    const calls = newCallIndex(head.seq, events.length + caughtUp)
    const salts = randomBytes(saltBytes * events.length)
    for (const [index, event] of events.entries()) {
      const seq = head.seq + 1
      if (!answered.add(event, seq)) continue
      const salt = salts.toString('hex', index * saltBytes, (index + 1) * saltBytes)
      const row = chained(event, head, salt)
      if (!insert(event, row)) {
        answered.remove(event)
        continue
      }
      head = row
      counted.add(event, seq)
      calls.add(event, seq)
    }
    const appended = head.seq - before.seq
    if (appended > 0) {
      counted.write()
      writeHead.run(head.seq, head.hash)
    }
    calls.finish()
    return { appended, duplicates: events.length - appended, head: { seq: head.seq, hash: head.hash } }
  }
}

/** Where the chain ends; rows removed from the end by hand leave it where it was, so that the gap stays visible. */
export function readHead(db: Database): Head {
  return db.prepare('SELECT seq, hash FROM head').get() as Head
}

function chained(event: PreparedEvent, before: Head, salt: string) {
  const place = { seq: before.seq + 1, prev_hash: before.hash }
  const digest = erasableDigest(event, salt)
  return { ...place, salt: digest === null ? null : salt, hash: rowHash(event, place, digest) }
}
