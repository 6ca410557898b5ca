import { appendFileSync, readdirSync, renameSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import { lostEnding, lostEvent, lostOf } from './lost.ts'
import { type AuditFault, type Result, success } from './result.ts'
import type { PreparedEvent } from './row.ts'
import { drainFault, spoolEnding, takenEnding } from './spool.ts'
import { eventOfLine, spoolLines } from './spool-lines.ts'
import { drainTexts, textsEnding } from './spooled-texts.ts'
import type { Store } from './store.ts'

/** What a drain brought into the log. */
export interface Drained {
  readonly appended: number
  /** Already there: from a drain that was killed after its commit, or running at the same time. */
  readonly duplicates: number
  /** Lines that are no event; whole ones are kept in `unreadable.log` beside the spool files. */
  readonly unreadable: number
}

const batchSize = 1000
const unreadableFile = 'unreadable.log'

/**
 * Brings every spool file of `folder` into the log, also those of dead and of living processes. A file of events is first
 * renamed, which tells its writer to start another; then read, committed, and only then removed. So two drains at once,
 * or one killed anywhere, lose nothing and double nothing. On a fault the files stay for the next drain.
 */
export function drain(store: Store, folder: string): Result<Drained> {
  const totals = { appended: 0, duplicates: 0, unreadable: 0 }
  for (const file of takeFiles(folder)) {
    const failed = file.endsWith(textsEnding) ? drainTexts(store, file) : drainFile(store, file, totals)
    if (failed !== null) return { ok: false, error: failed }
  }
  return success(totals)
}

/** How many spool files wait in `folder`, notes of lost events among them. */
export function waitingFiles(folder: string): number {
  return waitingNames(folder).length
}

/** The names of the spool files that wait in `folder`, whether a drain has taken them or not. */
export function waitingNames(folder: string): readonly string[] {
  const waiting = [spoolEnding, lostEnding, takenEnding, textsEnding]
  const names = listFolder(folder).filter((name) => waiting.some((ending) => name.endsWith(ending)))
  return names.map((name) => (name.endsWith(takenEnding) ? name.slice(0, -takenEnding.length) : name))
}

function takeFiles(folder: string): string[] {
  const taken: string[] = []
  for (const name of listFolder(folder)) {
    const file = path.join(folder, name)
    if (name.endsWith(takenEnding) || name.endsWith(textsEnding)) taken.push(file)
    else if ((name.endsWith(spoolEnding) || name.endsWith(lostEnding)) && rename(file, file + takenEnding))
      taken.push(file + takenEnding)
  }
  return taken
}

function drainFile(
  store: Store,
  file: string,
  totals: { appended: number; duplicates: number; unreadable: number },
): AuditFault | null {
  const unreadable: string[] = []
  let batch: PreparedEvent[] = []
  try {
    for (const { text, ended } of spoolLines(file)) {
      const event = eventOfLine(text)
      if (event !== null) batch.push(event)
      else if (ended && text !== '') unreadable.push(text)
      if (batch.length < batchSize) continue
      const failed = append(batch)
      if (failed !== null) return failed
      batch = []
    }
    const failed = batch.length > 0 ? append(batch) : null
    if (failed !== null) return failed
    const lost = lostOf(path.basename(file))
    const untold = lost === null ? null : append([lostEvent(lost)])
    if (untold !== null) {
      // What is lost until the log can be written is noted with it; one that is only busy may have been told by another.
      if (untold.code !== 'locked' && untold.code !== 'moved') rename(file, file.slice(0, -takenEnding.length))
      return untold
    }
    if (unreadable.length > 0) keepUnreadable(file, unreadable)
    totals.unreadable += unreadable.length
    unlinkSync(file)
    return null
  } catch (error) {
    return drainFault(error, file)
  }

  function append(events: readonly PreparedEvent[]): AuditFault | null {
    const done = store.append(events)
    if (!done.ok) return done.error
    totals.appended += done.value.appended
    totals.duplicates += done.value.duplicates
    return null
  }
}

function keepUnreadable(file: string, lines: readonly string[]): void {
  appendFileSync(path.join(path.dirname(file), unreadableFile), `${lines.join('\n')}\n`, { mode: 0o600 })
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}
