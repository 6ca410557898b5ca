import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { dead, drainerFile } from './drainer-file.ts'
import { loadPart, partFile } from './part.ts'
import type { GatePlace } from './place.ts'
import type { ReadyPolicy } from './policies.ts'
import type { Recorded } from './recorder.ts'

/**
 * What a hook does after its answer, since an agent waits for its end: sees to it that a process of its own brings the
 * spool into the database, one for all hooks of this log that follow each other closely. Policies that are new are
 * written into the log at once, with their texts.
 */
export async function recordAfterAnswer(
  place: GatePlace,
  fresh: readonly ReadyPolicy[],
  now: number,
): Promise<Recorded> {
  if (Number.parseInt(process.versions.node, 10) < 22) {
    return {
      ok: false,
      code: 'node-too-old',
      message: 'The audit log needs Node 22 or later; events wait in the spool.',
    }
  }
  if (fresh.length === 0) return haveDrained(place)
  const { recordSpool } = loadPart('records', 'gate/database.ts') as typeof import('./database.ts')
  return recordSpool(place, fresh, now, { leaveOpen: true })
}

/** Starts a drainer unless one lives; what a drainer could not do comes back. */
function haveDrained(place: GatePlace): Recorded {
  const file = drainerFile(place)
  const { lives, fault } = claim(file)
  if (!lives) {
    const args = [partFile('drainer', 'gate/drainer.ts'), place.database]
    const options = { cwd: path.dirname(place.spool), detached: true, stdio: 'ignore', windowsHide: true } as const
    spawn(process.execPath, args, options)
      .on('error', () => {})
      .unref()
  }
  return fault === '' ? { ok: true } : { ok: false, message: fault }
}

/** Whether a drainer lives, else it is for us to start one; and what one of them could not do, or nothing. */
function claim(file: string): { readonly lives: boolean; readonly fault: string } {
  try {
    // Asked first: an error that is thrown and caught takes longer than the question.
    const seen = statSync(file, { throwIfNoEntry: false })
    if (seen === undefined) {
      closeSync(openSync(file, 'wx', 0o600))
      return { lives: false, fault: '' }
    }
    const lives = Math.abs(Date.now() - seen.mtimeMs) < dead
    if (!lives) utimesSync(file, new Date(), new Date())
    return { lives, fault: seen.size === 0 ? '' : readFileSync(file, 'utf8') }
  } catch {
    // Another hook was quicker, or the folder cannot be written to.
    return { lives: true, fault: '' }
  }
}
