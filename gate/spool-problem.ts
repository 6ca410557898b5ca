import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'

/** With less room than this a row may not find place, in bytes. */
const leastRoom = 64 * 1024

/** Why the spool cannot be written, in a sentence that says what to do; null when it can. Writes nothing. */
export function spoolProblem(spool: string): string | null {
  let folder = spool
  while (!existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder)
  try {
    if (!statSync(folder).isDirectory())
      return `${folder} is no folder, so events cannot be kept in ${spool}; move it away.`
    accessSync(folder, constants.W_OK | constants.X_OK)
    const { bavail, bsize, blocks } = statfsSync(folder)
    // Some file systems do not tell their size.
    if (blocks > 0 && bavail * bsize < leastRoom) {
      return `The disk of ${spool} is full: calls that are observed go on unrecorded, policies that enforce deny; free some space.`
    }
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `Events cannot be kept in ${spool} (${why}); make it writable for you.`
  }
}
