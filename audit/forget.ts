import { forgetAnswers } from './answered.ts'
import { forgetCall } from './calls.ts'
import { erasableDigest, type StoredRow } from './chain.ts'
import { newEventId } from './event-id.ts'
import { prepareEvent } from './prepare.ts'
import { failure, type Result, success } from './result.ts'
import { rowOf } from './rows.ts'
import { erasableColumns } from './schema.ts'
import type { Store } from './store.ts'

/** Who changes the log by hand, and why; stored with the change. */
export interface Hand {
  readonly who: string
  readonly why?: string
  readonly source: 'cli' | 'editor'
  /** ISO 8601. */
  readonly time: string
}

/** What was erased. */
export interface Forgotten {
  readonly seq: number
  /** False while another process still reads: old copies of the text then stay in the `-wal` file until it closes. */
  readonly cleared: boolean
}

/**
 * Erases what event `id` says beside its frame: arguments, context, reasons, native words, detail. The chain still
 * verifies, since these enter it as a salted digest; the salt goes too, so the text cannot be guessed from what stays.
 * A row of kind `prune` records that it was done.
 */
export function forget(store: Store, id: string, hand: Hand): Result<Forgotten> {
  const done = store.write((db, append) => {
    const row = rowOf(db, id)
    if (row === null) return failure('not-found', store.file, `No event in the log has the id ${id}.`)
    if (row.kind === 'prune') return failure('refused', store.file, `Event ${id} is a record of the log about itself.`)
    if (row.erased_digest) return success(row.seq)
    erase(row)
    const detail = { forgot: id, seq: row.seq, who: hand.who, ...(hand.why !== undefined && { why: hand.why }) }
    append([
      prepareEvent(
        { id: newEventId(Date.parse(hand.time) || 0), kind: 'prune', time: hand.time, source: hand.source, detail },
        { args: 'none' },
      ),
    ])
    return success(row.seq)

    function erase(row: StoredRow): void {
      const columns = erasableColumns.map((name) => `"${name}" = NULL`).join(', ')
      db.prepare(`UPDATE events SET ${columns}, salt = NULL, erased_digest = ? WHERE seq = ?`).run(
        erasableDigest(row, row.salt) ?? 'nothing',
        row.seq,
      )
      forgetCall(db, row.seq)
      forgetAnswers(db, row.seq, row.seq)
    }
  })
  if (!done.ok) return done
  if (!done.value.ok) return done.value
  return success({ seq: done.value.value, cleared: store.clear() })
}
