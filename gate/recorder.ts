import { type ArgumentStorage, prepareEvent } from '../audit/prepare.ts'
import type { AuditFault } from '../audit/result.ts'
import type { PreparedEvent } from '../audit/row.ts'
import { openSpool } from '../audit/spool.ts'
import type { Row } from './events.ts'
import type { GatePlace } from './place.ts'
import type { ReadyPolicy } from './policies.ts'
import { textsOf } from './policy-changes.ts'

/** What a drain of the spool came to, in one sentence where it failed. */
export type Recorded =
  | { readonly ok: true }
  | { readonly ok: false; readonly code?: AuditFault['code']; readonly message: string }

/**
 * A database that is busy, that was just moved away, or that only a newer Node can open, is no fault: the next process
 * brings the events in.
 */
export function isPassing(code: AuditFault['code'] | undefined): boolean {
  return code === 'locked' || code === 'moved' || code === 'older-log' || code === 'node-too-old'
}

/** How long a hook waits for another writer of the database, in milliseconds; its events wait in the spool meanwhile. */
const patience = 60
/** A hook brings no log with more rows than this up to date from an older version: the agent would wait for it. */
const rowsToMigrate = 20_000

/** What a spool took: all rows, or the first `kept` of them, and why not the next. */
export type Spooled = { readonly ok: true } | { readonly ok: false; readonly kept: number; readonly message: string }

/** Writes the rows where nothing can be lost any more, without the database; the first fault ends it. */
export function spoolRows(
  place: GatePlace,
  rows: readonly Row[],
  storage: ArgumentStorage = { args: 'redacted' },
): Spooled {
  const spool = openSpool(place.spool)
  try {
    for (const [kept, event] of prepared(rows, storage).entries()) {
      const written = spool.append(event)
      if (!written.ok) return { ok: false, kept, message: written.error.message }
    }
    return { ok: true }
  } finally {
    spool.close()
  }
}

export interface RecordOptions {
  /** How long to wait for another writer of the database, in milliseconds. */
  readonly busyTimeout?: number
  /** Leaves the database open for a process that ends at once: closing it would wait for the disk. */
  readonly leaveOpen?: boolean
}

/** Brings the spool into the database and keeps the texts of `policies`; what fails stays in the spool. */
export async function recordSpool(
  place: GatePlace,
  policies: readonly ReadyPolicy[],
  now: number,
  { busyTimeout = patience, leaveOpen = false }: RecordOptions = {},
): Promise<Recorded> {
  if (Number.parseInt(process.versions.node, 10) < 22) {
    const message = 'The audit log needs Node 22 or later; events wait in the spool.'
    return { ok: false, code: 'node-too-old', message }
  }
  const parts = await Promise.all([import('../audit/store.ts'), import('../audit/drain.ts')])
  let recorded = drainOnce(parts)
  // What went into a log that was moved away meanwhile still waits, for the one that takes its place.
  for (let again = 0; again < 3 && !recorded.ok && recorded.code === 'moved'; again++) recorded = drainOnce(parts)
  return recorded

  function drainOnce([{ openStore }, { drain }]: typeof parts): Recorded {
    const store = openStore(place.database, {
      busyTimeout,
      ...(busyTimeout === patience && { migrateAtMost: rowsToMigrate }),
    })
    if (!store.ok) return { ok: false, ...store.error }
    try {
      const drained = drain(store.value, place.spool)
      if (!drained.ok) return { ok: false, ...drained.error }
      for (const each of policies) {
        store.value.keepPolicy(each.policy.digest, textsOf(each), new Date(now).toISOString())
      }
      return { ok: true }
    } finally {
      if (!leaveOpen) store.value.close()
    }
  }
}

/** The rows as they may be stored. */
export function prepared(rows: readonly Row[], storage: ArgumentStorage): PreparedEvent[] {
  return rows.map(({ event, hits }) => prepareEvent(event, storage, hits))
}
