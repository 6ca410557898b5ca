import { setTimeout as pause } from 'node:timers/promises'

/** What one look at the workbench gave: a value when the wait is over, else what was seen instead. */
export type Look<T> = { readonly found: T } | { readonly seen: string }

/**
 * Looks again and again until something is found; the one place where tests wait.
 * Past the deadline (milliseconds, 30 s unless given) it throws a sentence with what was awaited and what was seen last.
 * A look that throws counts as "not yet", its message as what was seen: the page may be drawing.
 */
export async function until<T>(what: string, look: () => Promise<Look<T>> | Look<T>, within = 30_000): Promise<T> {
  const deadline = Date.now() + within
  let seen = 'nothing yet'
  for (let wait = 20; ; wait = Math.min(wait * 1.5, 250)) {
    try {
      const result = await look()
      if ('found' in result) return result.found
      seen = result.seen
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error)
    }
    if (Date.now() > deadline) throw new Error(`waited ${within} ms for ${what}; seen instead: ${seen.slice(0, 2000)}`)
    await pause(wait)
  }
}
