import { closeSync, openSync, readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { AuditEvent } from './event.ts'
import { newEventId } from './event-id.ts'
import { prepareEvent } from './prepare.ts'
import type { PreparedEvent } from './row.ts'

/** Events that neither the spool nor the database took, as far as that could be noted. */
export interface Lost {
  /** The id of the event that tells of them. */
  readonly id: string
  /** When the first and the last of them happened, ISO 8601. */
  readonly since: string
  readonly until: string
  readonly count: number
  readonly source: AuditEvent['source']
}

/** Ending of a note of lost events. All it says stands in its name: a full disk takes a name when it takes no byte. */
export const lostEnding = '.lost'
/** What the event that tells of them has as `detail.code`. */
export const lostCode = 'events-lost'

/**
 * Notes in the spool's folder that `count` events of `source` were lost at `now` (ms), together with those that are noted
 * there already; the next drain writes it into the log. False where not even a name can be written.
 */
export function noteLost(folder: string, count: number, source: AuditEvent['source'], now: number): boolean {
  for (let attempt = 0; attempt < 20; attempt++) {
    const note = notesIn(folder).find((each) => each.source === source && each.name.endsWith(lostEnding)) ?? null
    const next = { id: note?.id ?? newEventId(now), count: count + (note?.count ?? 0), source }
    const name = path.join(folder, nameOf(next, now))
    try {
      if (note === null) closeSync(openSync(name, 'wx', 0o600))
      else renameSync(path.join(folder, note.name), name)
      return true
    } catch (error) {
      // Another process was quicker, with its own loss or with a drain.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT' && note !== null)) return false
    }
  }
  return false
}

/** The notes of lost events that no drain has brought into the log yet. */
export function lostIn(folder: string): readonly Lost[] {
  return notesIn(folder)
}

/** What the file `name` of a spool folder notes, taken by a drain or not; null for any other file. */
export function lostOf(name: string): Lost | null {
  const found = /^([0-9a-f]{32})-([0-9a-f]{12})-(\d{1,15})-([a-z]+)\.lost(\.taken)?$/.exec(name)
  if (found === null) return null
  const [, id = '', last = '', count = '', source = ''] = found
  return {
    id,
    since: timeOf(id.slice(0, 12)),
    until: timeOf(last),
    count: Number(count),
    source: source as AuditEvent['source'],
  }
}

/** The event that tells of lost ones. */
export function lostEvent({ id, since, until, count, source }: Lost): PreparedEvent {
  const when = since === until ? `at ${since}` : `between ${since} and ${until}`
  const what = count === 1 ? 'One event is' : `${count} events are`
  const reason = `${what} not in this log: neither the spool nor the log could be written ${when}. Keep room on its disk.`
  const detail = { code: lostCode, count, since, until }
  return prepareEvent({ id, kind: 'error', time: until, source, reason, detail }, { args: 'none' })
}

function timeOf(hex: string): string {
  return new Date(Number.parseInt(hex, 16)).toISOString()
}

function nameOf({ id, count, source }: Pick<Lost, 'id' | 'count' | 'source'>, last: number): string {
  return `${id}-${Math.trunc(last).toString(16).padStart(12, '0')}-${count}-${source}${lostEnding}`
}

function notesIn(folder: string): readonly (Lost & { readonly name: string })[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.flatMap((name) => {
    const lost = lostOf(name)
    return lost === null ? [] : [{ ...lost, name }]
  })
}
