import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { AuditEvent } from '../../../audit/event.ts'
import { prepareEvent } from '../../../audit/prepare.ts'
import { openStore } from '../../../audit/store.ts'
import { decision, value } from '../audit/support.ts'
import { buildCommandLine, makePlace, type Place } from '../gate/place.ts'

export const root = path.join(import.meta.dirname, '..', '..', '..')

/** The command line with the process that follows a log, and places to run it in; `remove` takes all of it away. */
export function commandLine(): { readonly cli: string; place(): Place; remove(): void } {
  const built = buildCommandLine()
  const folder = path.dirname(built.cli)
  const tail = spawnSync(process.execPath, ['scripts/build.mjs', '--out', folder, 'tail'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (tail.status !== 0) throw new Error(tail.stderr)
  const places: Place[] = []
  return {
    cli: built.cli,
    place() {
      const place = makePlace(built.cli)
      places.push(place)
      return place
    },
    remove() {
      built.remove()
      for (const place of places) place.remove()
    },
  }
}

/** What a row says beside the usual; undefined takes away what is usual. */
type Told = { readonly [key in keyof AuditEvent]?: AuditEvent[key] | undefined }

/** Appends decisions to the log of `place`, one for each, with what it says. */
export function fill({ audit }: Place, rows: readonly Told[], first = 0): void {
  const store = value(openStore(audit))
  const events = rows.map((row, index) =>
    prepareEvent(decision(first + index, row as Partial<AuditEvent>), { args: 'redacted' }),
  )
  value(store.append(events))
  store.close()
}

export const live: Partial<AuditEvent> = { dry_run: false, mode: 'enforce', applied: 'block', shadow_decision: null }
export const shadow: Partial<AuditEvent> = { shadow_decision: 'deny', shadow_reason: 'no echo here' }
