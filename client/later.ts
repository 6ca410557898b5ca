import type { Disposable } from 'vscode'

/** Work that many events ask for and that runs once for all of them. */
export interface Later extends Disposable {
  ask(): void
}

/** Runs `work` after `quiet` milliseconds without a further ask, never twice at once; asked meanwhile, it runs again. */
export function later(quiet: number, work: () => Promise<void>): Later {
  let timer: NodeJS.Timeout | undefined
  let running = false
  let again = false
  async function run(): Promise<void> {
    timer = undefined
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
        timer = setTimeout(run, quiet)
      }
    }
  }
  return {
    ask() {
      clearTimeout(timer)
      timer = setTimeout(run, quiet)
    },
    dispose: () => clearTimeout(timer),
  }
}
