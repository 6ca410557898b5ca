import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { hookFile } from './own-file.ts'
import { type GatePlace, gatePlace } from './place.ts'
import type { ReadyPolicy } from './policies.ts'
import { type Recorded, recordSpool } from './recorder.ts'

/** More files than this in the spool would hold an agent up. */
const most = 100
/** Tells such a process from a hook. */
export const drainWord = '--drain'

/** What a hook does after its answer: brings the spool into the database, or has a process of its own do it. */
export async function recordAfterAnswer(
  place: GatePlace,
  fresh: readonly ReadyPolicy[],
  now: number,
): Promise<Recorded> {
  if (waiting(place) <= most) return recordSpool(place, fresh, now, { leaveOpen: true })
  const { spawn } = await import('node:child_process')
  const drainer = spawn(process.execPath, [hookFile, drainWord, place.database], { detached: true, stdio: 'ignore' })
  drainer.unref()
  return { ok: true }
}

/** The work of a process that was started to empty the spool of the log in `database`. */
export async function drainBacklog(database: string): Promise<void> {
  const machine = { platform: process.platform, homedir: homedir(), env: process.env }
  await recordSpool(gatePlace(database, '', machine), [], Date.now(), { busyTimeout: 5000 })
}

function waiting({ spool }: GatePlace): number {
  try {
    return readdirSync(spool).length
  } catch {
    return 0
  }
}
