import type { Disposable } from 'vscode'

/** Work that many events ask for and that runs once for all of them. */
export interface Later extends Disposable {
  ask(): void
}

/** How many times `quiet` the work may be put off by ever more asks. */
const putOff = 4

/**
 * Runs `work` after `quiet` milliseconds without a further ask, and after four times that however many come; never
 * twice at once: asked meanwhile, it runs again.
 */
export function later(quiet: number, work: () => Promise<void>): Later {
  let timer: NodeJS.Timeout | undefined
  let firstAsk: number | undefined
  let running = false
  let again = false
  function ask(): void {
    clearTimeout(timer)
    firstAsk ??= Date.now()
    timer = setTimeout(run, Math.max(0, Math.min(quiet, firstAsk + putOff * quiet - Date.now())))
  }
  async function run(): Promise<void> {
    firstAsk = undefined
    if (running) {
      again = true
      return
    }
    running = true
    try {
      await work()
    } finally {
      running = false
      if (again) {
        again = false
        ask()
      }
    }
  }
  return { ask, dispose: () => clearTimeout(timer) }
}
