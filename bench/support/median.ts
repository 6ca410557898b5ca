/** What one run of some work takes, in nanoseconds: by the clock, and by the processor time of the whole process. */
export interface Cost {
  readonly clock: number
  readonly processor: number
}

const warmUp = 1_000
const round = 60

/**
 * Medians over `rounds` rounds of about 60 ms each, after 2,000 runs and a second of warming up for each work. The works
 * take turns round by round: what slows the machine down for some seconds falls on all of them and not on one.
 */
export function costsOf(works: readonly (() => void)[], rounds: number): Cost[] {
  const warm = works.map((work) => ({ work, times: warmedUp(work), samples: [] as Cost[] }))
  for (let turn = 0; turn < rounds; turn++) {
    for (const { work, times, samples } of warm) samples.push(sampleOf(work, times))
  }
  return warm.map(({ samples }) => ({
    clock: median(samples.map(({ clock }) => clock)),
    processor: median(samples.map(({ processor }) => processor)),
  }))
}

/** Warms a work up; returns how many runs make a round. */
function warmedUp(work: () => void): number {
  for (let i = 0; i < 2_000; i++) work()
  return Math.max(1, Math.round((runsIn(work, warmUp) / warmUp) * round))
}

function sampleOf(work: () => void, times: number): Cost {
  const start = process.hrtime.bigint()
  const used = process.cpuUsage()
  for (let i = 0; i < times; i++) work()
  const { user, system } = process.cpuUsage(used)
  return { clock: Number(process.hrtime.bigint() - start) / times, processor: ((user + system) * 1000) / times }
}

/** How often `work` runs in so many milliseconds. */
function runsIn(work: () => void, milliseconds: number): number {
  const end = performance.now() + milliseconds
  let runs = 0
  while (performance.now() < end) {
    work()
    runs++
  }
  return runs
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
