/** What came of work that somebody could leave off waiting for. */
export type Waited<T> = { readonly answer: T | undefined; readonly cancelled: boolean }

/**
 * Waits for `work`; when it takes more than `unspoken` milliseconds, `announce` is told what goes on and how to leave
 * off. Left off, it comes back at once, and `work`'s signal is aborted.
 */
export async function waitFor<T>(
  work: (signal: AbortSignal) => Promise<T | undefined>,
  announce: (until: Promise<unknown>, leaveOff: () => void) => void,
  unspoken: number,
): Promise<Waited<T>> {
  const control = new AbortController()
  const { promise: cancelled, resolve } = Promise.withResolvers<Waited<T>>()
  control.signal.addEventListener('abort', () => resolve({ answer: undefined, cancelled: true }))
  const settled = Promise.race([work(control.signal).then((answer) => ({ answer, cancelled: false })), cancelled])
  const timer = setTimeout(() => announce(settled, () => control.abort()), unspoken)
  try {
    return await settled
  } finally {
    clearTimeout(timer)
  }
}
