/**
 * Runs a search that yields between its slices, so that other work is done in between; undefined when `stopped` said
 * true before its end.
 */
export async function runSteps<T>(steps: Generator<void, T>, stopped: () => boolean): Promise<T | undefined> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await new Promise((resolve) => setImmediate(resolve))
    if (!stopped()) continue
    steps.return(undefined as T)
    return undefined
  }
}

/** Says true once so many milliseconds are over. */
export function deadline(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds
  return () => performance.now() >= end
}
