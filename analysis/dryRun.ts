import type { Call, Counters, Given } from '../evaluator/call.ts'
import type { Decision } from '../evaluator/decision.ts'
import type { Policy } from '../evaluator/policy.ts'
import type { PolicyText } from '../evaluator/text.ts'
import type { Trace } from '../evaluator/trace.ts'
import { type FilesNamedBy, readPolicyDocument, whyUnasked } from './policyDocument.ts'

/** A policy ready to be asked, under the path of its first document. */
export interface NamedPolicy {
  readonly file: string
  readonly policy: Policy
}

/** Why a document cannot be asked. */
export interface NoPolicy {
  readonly file: string
  readonly why: string
}

/** The policies that documents given together make: those of a composing dialect are one, in their order; the rest each alone, with what they call for by name. */
export function policiesOf(
  texts: readonly PolicyText[],
  namedBy?: FilesNamedBy,
): { policies: NamedPolicy[]; faults: NoPolicy[] } {
  const policies: NamedPolicy[] = []
  const faults: NoPolicy[] = []
  const groups = new Map<string, PolicyText[]>()
  for (const text of texts) {
    const document = readPolicyDocument(text.path, text.text)
    if (document === null) {
      faults.push({ file: text.path, why: 'this is not a policy of any system that Rehearsal reads' })
      continue
    }
    const group = document.dialect.composes ? document.dialect.name : `${document.dialect.name} ${text.path}`
    groups.set(group, [...(groups.get(group) ?? []), text])
  }
  for (const [first, ...further] of groups.values()) {
    const options = first && namedBy ? { further, named: namedBy(first.path) } : { further }
    const document = first && readPolicyDocument(first.path, first.text, options)
    if (!document) continue
    const why = whyUnasked(document, 'it')
    if (why !== null) faults.push({ file: document.path, why })
    else policies.push({ file: document.path, policy: document.policy })
  }
  return { policies, faults }
}

/** Judges a call after its earlier ones, without recording anything. */
export function dryRun(
  policy: Policy,
  call: Call,
  given: Given,
  before: readonly Call[] = [],
  start: Counters = null,
): Trace {
  return policy.explain(call, given, countersAfter(policy, given, before, start))
}

/**
 * What a policy says of a call's output once it ran, after its earlier calls; null where that is nothing, where the call
 * does not run, and where the verdict on the call (`judged`) has heard the output already.
 */
export function dryRunOutput(
  policy: Policy,
  call: Call,
  given: Given,
  before: readonly Call[],
  judged: Decision,
): Decision | null {
  const { output, throws, ...tried } = call
  if ((output === undefined && throws === undefined) || judged.applied === 'block' || judged.applied === 'hold') {
    return null
  }
  const counters = countersAfter(policy, given, before, null)
  const heard = policy.evaluate(tried, given, counters).matched.join('\n') !== judged.matched.join('\n')
  return heard ? null : policy.judgeOutput(call, given, counters)
}

function countersAfter(policy: Policy, given: Given, before: readonly Call[], start: Counters): Counters {
  return before.reduce((sum, each) => policy.evaluate(each, given, sum).counters ?? sum, start)
}
