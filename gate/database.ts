import type { ArgumentStorage } from '../audit/prepare.ts'
import { openStore } from '../audit/store.ts'
import type { Row } from './events.ts'
import type { GatePlace } from './place.ts'
import { prepared, type Recorded } from './recorder.ts'

export { recordSpool } from './recorder.ts'

/** How long to wait for another writer, in ms: somebody waits for the answer. */
const patience = 60

/** Writes the rows into the database itself, for when the spool cannot take them. */
export function recordDirectly(place: GatePlace, rows: readonly Row[], storage: ArgumentStorage): Recorded {
  const store = openStore(place.database, { busyTimeout: patience })
  if (!store.ok) return { ok: false, code: store.error.code, message: store.error.message }
  try {
    const appended = store.value.append(prepared(rows, storage))
    return appended.ok ? { ok: true } : { ok: false, code: appended.error.code, message: appended.error.message }
  } finally {
    store.value.close()
  }
}
