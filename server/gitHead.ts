import { execFile } from 'node:child_process'
import { basename, dirname } from 'node:path'

/** How long git may take, in ms, and how much a file may hold. */
const timeout = 5_000
const maxBuffer = 32 * 1024 * 1024

/**
 * The file as git's HEAD has it; null where there is no git, no repository, or no such file in it. Nothing is fetched,
 * locked or converted for it.
 */
export function textAtHead(path: string): Promise<string | null> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' }
  const options = { cwd: dirname(path), env, timeout, maxBuffer, windowsHide: true }
  return new Promise((resolve) => {
    try {
      execFile('git', ['cat-file', 'blob', `HEAD:./${basename(path)}`], options, (error, text) => {
        resolve(error === null ? text : null)
      })
    } catch {
      resolve(null)
    }
  })
}
