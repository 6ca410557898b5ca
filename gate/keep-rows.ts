import { noteLost } from '../audit/lost.ts'
import type { ArgumentStorage } from '../audit/prepare.ts'
import type { Row } from './events.ts'
import { loadPart } from './part.ts'
import type { GatePlace } from './place.ts'
import { type Recorded, type Spooled, spoolRows } from './recorder.ts'

/**
 * Writes the rows where nothing can be lost any more: into the spool, and where that cannot be written into the
 * database. Where both fail the rows are lost, which is noted for the log, and what failed in the spool comes back.
 * Never throws.
 */
export function keepRows(
  place: GatePlace,
  rows: readonly Row[],
  storage: ArgumentStorage = { args: 'redacted' },
): Recorded {
  if (rows.length === 0) return { ok: true }
  const spooled = tried<Spooled>(() => spoolRows(place, rows, storage))
  return spooled.ok ? spooled : keepElsewhere(place, rows, storage, spooled)
}

/** The second half of `keepRows`, for rows of which the spool took fewer than all. */
export function keepElsewhere(
  place: GatePlace,
  rows: readonly Row[],
  storage: ArgumentStorage,
  { kept, message }: Spooled & { readonly ok: false },
): Recorded {
  // Rows that are written twice, because the spool took some of them, are told by their ids.
  const written = tried<Recorded>(() => {
    const { recordDirectly } = loadPart('records', 'gate/database.ts') as typeof import('./database.ts')
    return recordDirectly(place, rows, storage)
  })
  if (written.ok) return written
  noteLost(place.spool, rows.length - kept, rows[0]?.event.source ?? 'hook', Date.now())
  return { ok: false, message }
}

function tried<Outcome>(
  work: () => Outcome,
): Outcome | { readonly ok: false; readonly kept: 0; readonly message: string } {
  try {
    return work()
  } catch (error) {
    return { ok: false, kept: 0, message: error instanceof Error ? error.message : String(error) }
  }
}
