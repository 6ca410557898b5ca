import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Bytes of both halves of the young generation, beyond which it grows no more. */
const enough = 16 * 2 ** 20

/**
 * Keeps V8's young generation from growing beyond what editing needs. Left alone it doubles up to 64 MB while edits
 * follow each other, which looks like a leak and makes no edit faster; one huge document still gets all of it. V8 reads
 * the flag each time it thinks of growing, so that it also holds where the process was started without it.
 */
export function boundYoungGeneration(): void {
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
    if (young === undefined || young.space_size < enough) return
    setFlagsFromString('--semi-space-growth-factor=1')
    observer.disconnect()
  })
  observer.observe({ entryTypes: ['gc'] })
}
