import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { type ArgumentStorage, prepareEvent } from '../../audit/prepare.ts'
import { openSpool } from '../../audit/spool.ts'
import type { Row } from '../events.ts'
import { keepElsewhere } from '../keep-rows.ts'
import type { GatePlace } from '../place.ts'
import type { ReadyPolicy } from '../policies.ts'
import type { Recorded, Spooled } from '../recorder.ts'

/** Where a process that lives on records what happens: the spool at once, the database on another thread. */
export interface Recording {
  /**
   * Writes the rows where the death of this process cannot take them away: into the spool, or into the database where
   * the spool cannot be written.
   */
  append(rows: readonly Row[]): Recorded
  /** The texts of `policies` go into the log with the next drain. */
  keep(policies: readonly ReadyPolicy[]): void
  /**
   * Brings everything into the database and ends the thread; what cannot be brought there waits in the spool. Not ok
   * either when something was lost on the way.
   */
  close(): Promise<Recorded>
}

/** What the thread is asked for: a drain of the spool, with the texts of policies that are new. */
export interface DrainTask {
  readonly place: GatePlace
  readonly policies: readonly { readonly digest: string; readonly documents: ReadyPolicy['documents'] }[]
  /** How long to wait for another writer of the database, in milliseconds. */
  readonly busyTimeout: number
}

/** How long events gather before a drain, in milliseconds. */
const gathering = 200
/** How long the end of the process waits for the last drain, in milliseconds. */
const patience = 2500

const workerFile =
  typeof __filename === 'string'
    ? path.join(__dirname, 'recorder.cjs')
    : path.join(import.meta.dirname, 'recorder-worker.ts')

/**
 * Opens the recording of this process; nothing is made before the first row. `onLoss` hears why rows are lost, when it
 * begins.
 */
export function openRecording(
  place: GatePlace,
  storage: ArgumentStorage,
  onLoss: (why: string) => void = () => {},
): Recording {
  const spool = openSpool(place.spool)
  let worker: Worker | null = null
  let timer: NodeJS.Timeout | null = null
  let waiting: DrainTask['policies'] = []
  let dirty = false
  let closed = false
  let losing = false
  let lost: string | null = null

  /** What the spool did not take. */
  function elsewhere(rows: readonly Row[], spooled: Spooled & { readonly ok: false }): Recorded {
    const recorded = keepElsewhere(place, rows, storage, spooled)
    if (!recorded.ok && !losing) onLoss(recorded.message)
    losing = !recorded.ok
    if (!recorded.ok) lost = recorded.message
    return recorded
  }

  function drain(busyTimeout: number): Worker {
    worker ??= started()
    worker.postMessage({ place, policies: waiting, busyTimeout } satisfies DrainTask)
    waiting = []
    dirty = false
    return worker
  }

  function started(): Worker {
    const made = new Worker(workerFile)
    made.unref()
    // A thread that cannot run leaves the events in the spool, where the next process finds them.
    made.on('error', () => {})
    made.on('exit', () => {
      worker = null
    })
    return made
  }

  return {
    append(rows) {
      for (const [kept, { event, hits }] of rows.entries()) {
        const written = spool.append(prepareEvent(event, storage, hits))
        if (!written.ok) return elsewhere(rows, { ok: false, kept, message: written.error.message })
      }
      losing = false
      dirty = true
      if (timer === null && !closed) {
        timer = setTimeout(() => {
          timer = null
          try {
            drain(1000)
          } catch {
            // No thread can be had now: the spool keeps the events for the next one.
          }
        }, gathering)
        timer.unref()
      }
      return { ok: true }
    },
    keep(policies) {
      waiting = [...waiting, ...policies.map(({ policy, documents }) => ({ digest: policy.digest, documents }))]
      dirty ||= policies.length > 0
    },
    async close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      spool.close()
      const all: Recorded = lost === null ? { ok: true } : { ok: false, message: `Some were lost. ${lost}` }
      if (worker === null && !dirty) return all
      const last = drain(1000)
      const recorded = await lastAnswer(last)
      await last.terminate()
      return recorded.ok ? all : recorded
    },
  }
}

/** The answer to the last of the tasks, which the thread works off in order. */
function lastAnswer(worker: Worker): Promise<Recorded> {
  const marker = 'last'
  return new Promise((resolve) => {
    let latest: Recorded = { ok: true }
    const late = setTimeout(() => resolve(latest), patience)
    const done = (outcome: Recorded) => {
      clearTimeout(late)
      resolve(outcome)
    }
    worker.ref()
    worker.on('message', (message: Recorded | typeof marker) => {
      if (message === marker) done(latest)
      else latest = message
    })
    worker.on('error', (error) => done({ ok: false, message: `Events wait in the spool (${error.message}).` }))
    worker.on('exit', () => done(latest))
    worker.postMessage(marker)
  })
}
