import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import type { Dialect } from '../../../evaluator/dialect.ts'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import { safeclawJson } from '../../../evaluator/dialects/safeclaw-json/index.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', ','), maxLength: 3 })
const clause = fc.oneof(
  fc.record({
    field: fc.constantFrom('action.resource', 'action.resource', 'action.type', 'context.environment'),
    operator: fc.constantFrom('eq', 'neq', 'contains', 'startsWith', 'endsWith', 'in', 'exists', 'starts_with'),
    value: fc.oneof(text, text, fc.array(text, { maxLength: 2 }), fc.constantFrom<Json>(null, 0, true, [1], ['a', 1])),
  }),
  fc.record({
    field: fc.constantFrom('action.resource', 'action.type'),
    operator: fc.constant('matches'),
    value: fc.constantFrom('ab', 'a|b', '^a', 'a+/', '(', '(a+)+b', '(a|a)*b$', ''),
  }),
)
const parts = fc.array(fc.oneof({ weight: 30, arbitrary: clause as fc.Arbitrary<Json> }, fc.constant<Json>(null)), {
  maxLength: 3,
})
const group = (inner: fc.Arbitrary<Json[]>) => fc.oneof(fc.record({ all: inner }), fc.record({ any: inner }))
const condition = fc.oneof(
  clause,
  group(parts),
  group(fc.array(group(parts), { maxLength: 2 })),
  fc.record({ not: clause }),
)
const rules = fc.array(fc.record({ effect: fc.constantFrom('allow', 'deny', 'require_approval'), condition }), {
  maxLength: 14,
})
const resource = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '/', ','), maxLength: 6 }) },
  fc.constantFrom<Json>(new Unknown('cut'), null, 5, ['a'], {}, 'a'.repeat(60)),
)
const call: fc.Arbitrary<Call> = fc
  .record({ tool: fc.constantFrom('a', 'b', 'ab', ''), resource, environment: text })
  .map(({ tool, resource, environment }) => ({ tool, args: { resource }, environment }))

function saysTheSameWhenSieved({ load, compile }: Dialect): void {
  fc.assert(
    fc.property(rules, fc.array(call, { minLength: 1, maxLength: 4 }), (rules, calls) => {
      const document = { id: 'p', defaultEffect: 'allow', rules: rules.map((rule, i) => ({ id: `r${i}`, ...rule })) }
      const model = load({ path: 'p', text: JSON.stringify(document) }, [])
      const sieved = compile(model)
      for (let i = 0; i < 17; i++) for (const each of calls) sieved.evaluate(each, nothingGiven, null)
      for (const each of calls) {
        const plain = compile(model).evaluate(each, nothingGiven, null)
        assert.deepEqual(sieved.evaluate(each, nothingGiven, null), plain)
      }
    }),
    { numRuns: 1500 },
  )
}

for (const dialect of [authensor, safeclawJson])
  test(`${dialect.name}: a policy says the same of a call before and after its rules are sieved`, () =>
    saysTheSameWhenSieved(dialect))
