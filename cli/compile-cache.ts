import { mkdirSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'

/**
 * Has Node keep what it compiles, in the user's own cache folder, so that the next process need not; older versions of
 * Node go without. No variable names the folder, since a repository's settings can set those.
 */
export function keepCompiled(): void {
  if (!('enableCompileCache' in module)) return
  try {
    const folder = `${homedir()}/.cache/rehearsal/node`
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    module.enableCompileCache(folder)
  } catch {
    // It is only slower.
  }
}
