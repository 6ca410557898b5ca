import type { ArgumentStorage } from '../audit/prepare.ts'
import type { PreparedEvent } from '../audit/row.ts'
import { openStore } from '../audit/store.ts'
import type { Row } from './events.ts'
import type { GatePlace } from './place.ts'
import { prepared, type Recorded } from './recorder.ts'

export { recordSpool } from './recorder.ts'

/** How long to wait for another writer, in ms: somebody waits for the answer. */
const patience = 60

/** Writes the rows into the database itself, for when the spool cannot take them. */
export function recordDirectly(place: GatePlace, rows: readonly Row[], storage: ArgumentStorage): Recorded {
  const events = prepared(rows, storage)
  const recorded = appendOnce(place, events)
  // What went into a log that was moved away meanwhile belongs into the one that takes its place.
  return recorded.ok || recorded.code !== 'moved' ? recorded : appendOnce(place, events)
}

function appendOnce(place: GatePlace, events: readonly PreparedEvent[]): Recorded {
  const store = openStore(place.database, { busyTimeout: patience })
  if (!store.ok) return { ok: false, ...store.error }
  try {
    const appended = store.value.append(events)
    return appended.ok ? { ok: true } : { ok: false, ...appended.error }
  } finally {
    store.value.close()
  }
}
