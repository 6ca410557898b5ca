import path from 'node:path'

/** The file that starts the hook: the bundle itself, or the entry of the sources. */
export const hookFile = typeof __filename === 'string' ? __filename : path.join(import.meta.dirname, 'hook-entry.ts')
