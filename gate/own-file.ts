import path from 'node:path'

/** The file that starts the hook: its bundle, beside whichever bundle this is, or the entry of the sources. */
export const hookFile =
  typeof __filename === 'string' ? path.join(__dirname, 'hook.cjs') : path.join(import.meta.dirname, 'hook-entry.ts')
