import { openStore, type Store } from '../../audit/store.ts'
import { logOf, openLog } from '../log.ts'
import { complain, refuseForeign } from './audit-source.ts'

/** Rehearsal's own log, opened for a change by hand with the spool brought in; null, with a sentence, when it cannot be. */
export async function openForChange(audit: string | undefined): Promise<Store | null> {
  if (refuseForeign(audit)) return null
  const place = logOf(audit)
  const reader = await openLog(place)
  reader?.close()
  if (reader === null) {
    process.exitCode = 1
    return null
  }
  const store = openStore(place.database, { mustExist: true })
  if (store.ok) return store.value
  complain(store.error.message)
  return null
}
