import type { Json } from '../../json/values.ts'
import type { NativeAnswer } from '../../policy.ts'
import { Failure } from './failure.ts'
import type { Judged } from './judged.ts'

/** Both layers as the conformance page has them; fixture events have a final verdict and no runtime. */
export function nativeAnswer({ answer, runtime, capability }: Judged, counters: Json): NativeAnswer {
  const { verdict } = answer
  const runs: { [key: string]: Json } = runtime === null ? {} : { runtime: { ...runtime } }
  const name: { [key: string]: Json } = capability === null ? {} : { capability }
  if (verdict instanceof Failure) {
    const reply = { answer: { error: verdict.raised, ...runs }, counters }
    return verdict.cannotReproduce ? { ...reply, cannotReproduce: verdict.reason } : reply
  }
  const policy = {
    verdict,
    rule: answer.index,
    section: answer.section,
    reason: answer.reason,
  }
  const final: { [key: string]: Json } =
    runtime === null ? { final: verdict === 'default_deny' ? 'deny' : verdict } : {}
  return { answer: { ...policy, ...final, ...name, ...runs }, counters }
}
