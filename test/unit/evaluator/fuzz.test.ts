import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { policyTexts } from '../../../bench/support/policies.ts'
import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import type { Dialect } from '../../../evaluator/dialect.ts'
import { dialects } from '../../../evaluator/registry.ts'
import { callLike, mutated, recordedSamples, type Sample } from './mutations.ts'

/** Milliseconds that one dialect is tried for. */
const budget = 2_500
/** Milliseconds after which something hangs. */
const patience = 60_000

for (const dialect of dialects) {
  test(`${dialect.name}: no document and no call makes loading, judging or explaining throw or hang`, {
    timeout: patience,
  }, async () => {
    const samples = [...(await recordedSamples(dialect.name)), made(dialect)]
    const asked = samples.flatMap((sample) => sample.asked)
    const text = mutated(fc.constantFrom(...samples.map(({ document }) => document.text)))
    const tried = fc.tuple(
      fc.constantFrom(...samples),
      fc.oneof({ weight: 8, arbitrary: text }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
      fc.array(text, { maxLength: 2 }),
      fc.array(callLike(asked.map(({ call }) => call)), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(undefined, 'enforce' as const, 'observe' as const, 'disabled' as const),
    )
    fc.assert(
      fc.property(tried, ([sample, document, further, calls, modeOverride]) => {
        const given = { ...(sample.asked[0]?.given ?? nothingGiven), ...(modeOverride && { modeOverride }) }
        holdsFor(dialect, sample, document, further, calls, given)
      }),
      { numRuns: 20_000, interruptAfterTimeLimit: budget },
    )
  })
}

function holdsFor(
  dialect: Dialect,
  sample: Sample,
  text: string,
  more: readonly string[],
  calls: readonly Call[],
  given: typeof nothingGiven,
): void {
  const further = more.map((each, index) => ({ path: sample.further[index]?.path ?? `${index}.yaml`, text: each }))
  const model = dialect.load({ path: sample.document.path, text }, further)
  for (const { range, message } of model.problems) {
    assert.ok(range.start >= 0 && range.start <= range.end, `${range.start} to ${range.end}: ${message}`)
  }
  const policy = dialect.compile(model)
  let counters = null as ReturnType<typeof policy.native>['counters']
  for (const call of calls) {
    const decision = policy.evaluate(call, given, counters)
    const matches = policy.rules.map((_, rule) => policy.match(rule, call, given))
    if (decision.effect !== 'error') assert.deepEqual(policy.decide(matches, call, given, counters), decision)
    assert.deepEqual(policy.explain(call, given, counters).decision, decision)
    policy.judgeOutput({ ...call, output: call.output ?? call.args }, given, counters)
    counters = policy.native(call, given, counters).counters
  }
}

/** A policy of every kind of rule, for where no recorded ones are at hand. */
function made({ name }: Dialect): Sample {
  return { document: { path: 'policy.yaml', text: policyTexts[name]?.(12, 0) ?? '' }, further: [], asked: [] }
}
