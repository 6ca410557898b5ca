import type { ArgumentStorage } from '../audit/prepare.ts'
import type { Row } from './events.ts'
import { loadPart } from './part.ts'
import type { GatePlace } from './place.ts'
import { type Recorded, spoolRows } from './recorder.ts'

/**
 * Writes the rows where nothing can be lost any more: into the spool, and where that cannot be written into the
 * database. What failed in the spool comes back only when both did. Never throws.
 */
export function keepRows(
  place: GatePlace,
  rows: readonly Row[],
  storage: ArgumentStorage = { args: 'redacted' },
): Recorded {
  if (rows.length === 0) return { ok: true }
  const spooled = tried(() => spoolRows(place, rows, storage))
  return spooled.ok || writtenDirectly(place, rows, storage) ? { ok: true } : spooled
}

/** Rows that were written twice, because the spool took some of them, are told by their ids. */
export function writtenDirectly(place: GatePlace, rows: readonly Row[], storage: ArgumentStorage): boolean {
  return tried(() => {
    const { recordDirectly } = loadPart('records', 'gate/database.ts') as typeof import('./database.ts')
    return recordDirectly(place, rows, storage)
  }).ok
}

function tried(work: () => Recorded): Recorded {
  try {
    return work()
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
