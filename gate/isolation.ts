import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { jsonText } from '../audit/json-text.ts'
import type { Call, Counters, Given } from '../evaluator/call.ts'
import type { Decision } from '../evaluator/decision.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { DialectName } from '../evaluator/policy.ts'
import type { PolicyText } from '../evaluator/text.ts'
import { partFile } from './part.ts'

/** One question to a policy, as it crosses into a worker: texts and plain values only. */
export interface Task {
  readonly dialect: DialectName
  readonly documents: readonly PolicyText[]
  /** JSON texts, which keep what a copy between threads would lose. */
  readonly call: string
  readonly counters: string
  readonly given: Omit<Given, 'realpath' | 'extra'>
  readonly output: boolean
  readonly port: MessagePort
  /** Its one number is 0 at first, 1 when the policy is compiled, 2 when the answer is on the port. */
  readonly state: Int32Array
}

/** How long a policy may think about one call, in milliseconds, and how long its worker may take to be ready. */
const thinking = 50
const starting = 5000

/** What a policy whose patterns could run for ever says of a call; `late` when it had to be killed. */
export function evaluateIsolated(
  dialect: DialectName,
  documents: readonly PolicyText[],
  call: Call,
  given: Given,
  counters: Counters,
  output: boolean,
): Decision | null | 'late' {
  const { port1, port2 } = new MessageChannel()
  const state = new Int32Array(new SharedArrayBuffer(4))
  const { realpath: _, extra: __, ...plain } = given
  const asked = { call: jsonText(call as unknown as Json), counters: jsonText(counters) }
  const task: Task = { dialect, documents, ...asked, given: plain, output, port: port2, state }
  const worker = new Worker(partFile('isolated', 'gate/isolated-worker.ts'), {
    workerData: task,
    transferList: [port2],
    stdout: true,
    stderr: true,
  })
  worker.unref()
  Atomics.wait(state, 0, 0, starting)
  Atomics.wait(state, 0, 1, thinking)
  const answer = Atomics.load(state, 0) === 2 ? receiveMessageOnPort(port1) : undefined
  port1.close()
  void worker.terminate()
  return answer === undefined ? 'late' : (parseJson(String(answer.message)) as unknown as Decision | null)
}
