declare const REHEARSAL_VERSION: string | undefined

/** The version of this Rehearsal, as the build names it; `source` when it runs unbuilt. */
export const gateVersion: string = typeof REHEARSAL_VERSION === 'string' ? REHEARSAL_VERSION : 'source'
