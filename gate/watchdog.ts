import { Script } from 'node:vm'

/** How long a hook may think about one event, in milliseconds. */
export const thinkingTime = 1000

/** What became of the work: its value, or that its time was over. */
export type Watched<T> = { readonly late: false; readonly value: T } | { readonly late: true }

/**
 * Does `work`, and stops it where it is when its time is over, be it in a loop, in a regular expression or waiting for
 * another thread: a native thread watches it, which costs no start of a worker. A call of the operating system that
 * hangs is not stopped. What `work` throws is thrown.
 */
export function watched<T>(work: () => T, milliseconds = thinkingTime): Watched<T> {
  const place = globalThis as { [key: symbol]: unknown }
  const key = Symbol.for('rehearsal.watched')
  place[key] = work
  try {
    const script = new Script("globalThis[Symbol.for('rehearsal.watched')]()", { filename: 'watched' })
    return { late: false, value: script.runInThisContext({ timeout: milliseconds }) as T }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return { late: true }
    throw error
  } finally {
    delete place[key]
  }
}
