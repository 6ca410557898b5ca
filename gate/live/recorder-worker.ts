import { parentPort } from 'node:worker_threads'
import type { ReadyPolicy } from '../policies.ts'
import { recordSpool } from '../recorder.ts'
import type { DrainTask } from './recording.ts'

/** The thread that brings a spool into its database; answers each task, and what is no task with itself. */
let queue: Promise<void> = Promise.resolve()
parentPort?.on('message', (task: DrainTask | string) => {
  queue = queue.then(async () => parentPort?.postMessage(typeof task === 'string' ? task : await worked(task)))
})

async function worked({ place, policies, busyTimeout }: DrainTask) {
  try {
    const texts = policies.map(({ digest, documents }) => ({ policy: { digest }, documents }) as ReadyPolicy)
    return await recordSpool(place, texts, Date.now(), { busyTimeout })
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
