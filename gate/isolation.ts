import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads'
import { jsonText } from '../audit/json-text.ts'
import type { Call, Counters, Given } from '../evaluator/call.ts'
import type { Decision } from '../evaluator/decision.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { DialectName } from '../evaluator/policy.ts'
import { dialectNamed } from '../evaluator/registry.ts'
import type { PolicyText } from '../evaluator/text.ts'
import { hookFile } from './own-file.ts'
import { realPath } from './real-path.ts'

/** One question to a policy, as it crosses into a worker: texts and plain values only. */
interface Task {
  readonly isolatedPolicy: true
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
  const task: Task = { isolatedPolicy: true, dialect, documents, ...asked, given: plain, output, port: port2, state }
  const worker = new Worker(hookFile, { workerData: task, transferList: [port2], stdout: true, stderr: true })
  worker.unref()
  Atomics.wait(state, 0, 0, starting)
  Atomics.wait(state, 0, 1, thinking)
  const answer = Atomics.load(state, 0) === 2 ? receiveMessageOnPort(port1) : undefined
  port1.close()
  void worker.terminate()
  return answer === undefined ? 'late' : (parseJson(String(answer.message)) as unknown as Decision | null)
}

/** In a worker that was started for it, answers and returns true; anywhere else it does nothing. */
export function answerAsWorker(): boolean {
  const task = workerData as Task | null
  if (task?.isolatedPolicy !== true) return false
  const { state, port, given, output } = task
  const decision = decided()
  port.postMessage(jsonText(decision as unknown as Json))
  Atomics.store(state, 0, 2)
  Atomics.notify(state, 0)
  return true

  function decided(): Decision | null {
    const dialect = dialectNamed(task?.dialect ?? '')
    const [document, ...further] = task?.documents ?? []
    if (dialect === undefined || document === undefined) throw new Error('no such dialect')
    const policy = dialect.compile(dialect.load(document, further))
    const call = parseJson(task?.call ?? '') as unknown as Call
    const counters = parseJson(task?.counters ?? '')
    Atomics.store(state, 0, 1)
    Atomics.notify(state, 0)
    const whole: Given = { ...given, realpath: realPath }
    return output ? policy.judgeOutput(call, whole, counters) : policy.evaluate(call, whole, counters)
  }
}
