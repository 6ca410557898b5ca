import assert from 'node:assert/strict'
import fc from 'fast-check'
import { policyTexts } from '../../bench/support/policies.ts'
import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { callLike, mutated, recordedSamples, type Sample } from '../unit/evaluator/mutations.ts'

/** One policy, much changed, and calls to it. */
export interface Tried {
  readonly document: PolicyText
  readonly further: readonly PolicyText[]
  readonly calls: readonly Call[]
  readonly given: Given
}

/** Told of every single judgement, with the milliseconds that it took. */
export type Watch = (what: 'evaluate' | 'explain', milliseconds: number, policy: Policy, call: Call) => void

/** Recorded policies that were changed, with calls that were made hostile; `alter` changes a policy's text once more. */
export async function triedFor(
  dialect: Dialect,
  alter: (texts: fc.Arbitrary<string>) => fc.Arbitrary<string> = (texts) => texts,
): Promise<fc.Arbitrary<Tried>> {
  const samples = [...(await recordedSamples(dialect.name)), made(dialect)]
  const asked = samples.flatMap((sample) => sample.asked)
  const text = alter(mutated(fc.constantFrom(...samples.map(({ document }) => document.text))))
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.oneof({ weight: 8, arbitrary: text }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
      fc.array(text, { maxLength: 2 }),
      fc.array(callLike(asked.map(({ call }) => call)), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(undefined, 'enforce' as const, 'observe' as const, 'disabled' as const),
    )
    .map(([sample, document, more, calls, modeOverride]) => ({
      document: { path: sample.document.path, text: document },
      further: more.map((each, index) => ({ path: sample.further[index]?.path ?? `${index}.yaml`, text: each })),
      calls,
      given: { ...(sample.asked[0]?.given ?? nothingGiven), ...(modeOverride && { modeOverride }) },
    }))
}

/** Loads, judges and explains; fails where places lie outside the text or two ways of judging disagree. */
export function holdsFor(dialect: Dialect, { document, further, calls, given }: Tried, watch?: Watch): void {
  const model = dialect.load(document, further)
  for (const { range, message } of model.problems) {
    assert.ok(range.start >= 0 && range.start <= range.end, `${range.start} to ${range.end}: ${message}`)
  }
  const policy = dialect.compile(model)
  let counters = null as ReturnType<typeof policy.native>['counters']
  for (const call of calls) {
    const start = performance.now()
    const decision = policy.evaluate(call, given, counters)
    const between = performance.now()
    const { decision: explained } = policy.explain(call, given, counters)
    watch?.('evaluate', between - start, policy, call)
    watch?.('explain', performance.now() - between, policy, call)
    assert.deepEqual(explained, decision)
    const matches = policy.rules.map((_, rule) => policy.match(rule, call, given))
    if (decision.effect !== 'error') assert.deepEqual(policy.decide(matches, call, given, counters), decision)
    policy.judgeOutput({ ...call, output: call.output ?? call.args }, given, counters)
    counters = policy.native(call, given, counters).counters
  }
}

/** A policy of every kind of rule, for where no recorded ones are at hand. */
function made({ name }: Dialect): Sample {
  return { document: { path: 'policy.yaml', text: policyTexts[name]?.(12, 0) ?? '' }, further: [], asked: [] }
}
