/** How long edits must rest before work that they keep postponing is done, and how long it may be postponed; milliseconds. */
export interface Patience {
  readonly quiet: number
  readonly atMost: number
}

export const editing: Patience = { quiet: 100, atMost: 400 }

interface Waiting {
  readonly since: number
  timer: NodeJS.Timeout
}

/**
 * Runs work a key at a time: the first request after a rest at once, further ones when no new one came for `quiet`, and
 * never later than `atMost` after the first that waited. Only the last request's work is run.
 */
export class Scheduler {
  private readonly waiting = new Map<string, Waiting>()
  private readonly lastRun = new Map<string, number>()
  private readonly patience: Patience
  private readonly now: () => number

  constructor(patience: Patience, now: () => number = Date.now) {
    this.patience = patience
    this.now = now
  }

  request(key: string, work: () => void): void {
    const now = this.now()
    const before = this.waiting.get(key)
    const rested = now - (this.lastRun.get(key) ?? Number.NEGATIVE_INFINITY) >= this.patience.quiet
    if (before === undefined && rested) {
      this.run(key, work)
      return
    }
    if (before) clearTimeout(before.timer)
    const since = before?.since ?? now
    const delay = Math.max(0, Math.min(this.patience.quiet, since + this.patience.atMost - now))
    this.waiting.set(key, { since, timer: setTimeout(() => this.run(key, work), delay) })
  }

  cancel(key: string): void {
    const waiting = this.waiting.get(key)
    if (waiting) clearTimeout(waiting.timer)
    this.waiting.delete(key)
    this.lastRun.delete(key)
  }

  cancelAll(): void {
    for (const key of [...this.waiting.keys()]) this.cancel(key)
  }

  private run(key: string, work: () => void): void {
    this.waiting.delete(key)
    work()
    this.lastRun.set(key, this.now())
  }
}
