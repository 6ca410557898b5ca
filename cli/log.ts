import { dirname, resolve } from 'node:path'
import { waitingFiles } from '../audit/drain.ts'
import { openReader, type Reader } from '../audit/reader.ts'
import { isWithin } from '../audit/within.ts'
import { type GatePlace, gatePlace } from '../gate/place.ts'
import { recordSpool } from '../gate/recorder.ts'
import { thisMachine } from './options.ts'

/** How long a command waits for a hook that is writing, in milliseconds. */
const patience = 3000

/** The place of the log that a command is about: `--audit`, else the workspace's. */
export function logOf(audit: string | undefined): GatePlace {
  return gatePlace(audit, process.cwd(), thisMachine())
}

/**
 * The place of the log that calls judged by a policy are written to: `--audit`, else that of the workspace that the
 * command runs in, where the policy lies in it, else that of the policy's folder.
 */
export function logAbout(policyFile: string, audit: string | undefined): GatePlace {
  const file = resolve(policyFile)
  return gatePlace(audit, isWithin(file, process.cwd()) ? process.cwd() : dirname(file), thisMachine())
}

/** The log, with everything that waits in the spool brought in first; null, with a sentence, when it cannot be read. */
export async function openLog(place: GatePlace): Promise<Reader | null> {
  if (waitingFiles(place.spool) > 0) {
    const recorded = await recordSpool(place, [], Date.now(), { busyTimeout: patience })
    if (!recorded.ok) process.stderr.write(`rehearsal: some events wait outside the log: ${recorded.message}\n`)
  }
  const reader = openReader(place.database)
  if (reader.ok) return reader.value
  process.stderr.write(`rehearsal: ${reader.error.message}\n`)
  if (reader.error.code !== 'no-file') process.exitCode = 1
  return null
}
