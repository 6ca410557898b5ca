import { workerData } from 'node:worker_threads'
import { jsonText } from '../audit/json-text.ts'
import type { Call, Given } from '../evaluator/call.ts'
import type { Decision } from '../evaluator/decision.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import type { Json } from '../evaluator/json/values.ts'
import { dialectNamed } from '../evaluator/registry.ts'
import type { Task } from './isolation.ts'
import { realPath } from './real-path.ts'

/** The thread that answers one question; whoever asked ends it when its time is over. */
const {
  dialect: name,
  documents,
  call: callText,
  counters: countersText,
  given,
  output,
  port,
  state,
} = workerData as Task
const decision = decided()
port.postMessage(jsonText(decision as unknown as Json))
Atomics.store(state, 0, 2)
Atomics.notify(state, 0)

function decided(): Decision | null {
  const dialect = dialectNamed(name)
  const [document, ...further] = documents
  if (dialect === undefined || document === undefined) throw new Error('no such dialect')
  const policy = dialect.compile(dialect.load(document, further))
  const call = parseJson(callText) as unknown as Call
  const counters = parseJson(countersText)
  Atomics.store(state, 0, 1)
  Atomics.notify(state, 0)
  const whole: Given = { ...given, realpath: realPath }
  return output ? policy.judgeOutput(call, whole, counters) : policy.evaluate(call, whole, counters)
}
