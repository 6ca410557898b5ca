import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'

const word = fc.constantFrom('', 'code.exec', 'a', 'ls', '^c', '(', 'agent')
const odd = fc.constantFrom<Json>(null, 0, 5, true, [], {}, [null], { toString: 1 }, 'x')
const clause = fc.record(
  {
    field: fc.constantFrom<Json>(
      'action.type',
      'action.resource',
      'action.parameters.n',
      'context.environment',
      'id',
      5,
    ),
    operator: fc.constantFrom('eq', 'neq', 'gt', 'lte', 'in', 'notIn', 'contains', 'matches', 'exists', 'nope'),
    value: fc.oneof(word, fc.array(word, { maxLength: 2 }), odd),
  },
  { requiredKeys: ['operator'] },
)
const { condition } = fc.letrec<{ condition: Json }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    clause as fc.Arbitrary<Json>,
    odd,
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }) as fc.Arbitrary<Json>,
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }) as fc.Arbitrary<Json>,
    fc.record({ not: tie('condition') }) as fc.Arbitrary<Json>,
  ),
}))
const rule = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        id: fc.oneof(word, odd),
        effect: fc.constantFrom('allow', 'deny', 'require_approval', 'ALLOW'),
        description: odd,
        condition,
        rateLimit: fc.record({
          requests: fc.constantFrom<Json>(1, null, 'x'),
          scope: fc.constantFrom('action', 'global', 'x'),
        }),
      },
      { requiredKeys: ['effect', 'condition'] },
    ),
  },
  odd,
)
const session = fc.record(
  {
    maxActionsPerSession: fc.constantFrom<Json>(1, 2, 'many'),
    forbiddenSequences: fc.constant([{ sequence: ['a', 'code.*'], lookbackActions: 2 }]),
    sessionRiskThreshold: fc.constantFrom<Json>({ maxScore: 1, riskWeights: { 'code.*': 2 } }, {}),
  },
  { requiredKeys: [] },
)
const policy = fc.record(
  {
    name: word,
    enabled: fc.boolean(),
    priority: fc.oneof(fc.integer({ min: 0, max: 3 }), odd),
    scope: fc.oneof(
      odd,
      fc.record({ actionTypes: fc.oneof(fc.array(fc.constantFrom('code.*', '**', '(', 'a')), odd) }),
    ),
    defaultEffect: fc.oneof(word, odd),
    sessionRules: session,
    rules: fc.oneof({ weight: 9, arbitrary: fc.array(rule, { maxLength: 4 }) }, odd),
  },
  { requiredKeys: ['rules'] },
)
const policyText = fc
  .oneof(policy, fc.array(fc.oneof({ weight: 5, arbitrary: policy }, odd), { maxLength: 3 }))
  .map((document) => JSON.stringify(document))

const seen = fc.oneof(word, fc.constant(new Unknown('cut')), fc.constantFrom<Json>(5, null, ['a']))
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ tool: word, args: fc.record({ command: seen, n: seen }, { requiredKeys: [] }) as fc.Arbitrary<Json> }),
  fc.record({
    tool: word,
    args: fc.constant({}),
    extra: fc.record({
      envelope: fc.record(
        { action: fc.oneof(seen, fc.record({ type: seen, resource: seen })), context: seen },
        { requiredKeys: [] },
      ),
    }),
  }) as fc.Arbitrary<Call>,
)
const given: fc.Arbitrary<Given> = fc
  .record({
    extra: fc.record({
      session: fc.constantFrom<Json>(null, { actions: [{ actionType: 'a' }] }, { actions: [null] }, {}),
      rateCounts: fc.constantFrom<Json>(null, { ':global': 3, 'a:global': 1 }),
    }),
    modeOverride: fc.constantFrom('enforce' as const, 'observe' as const, 'disabled' as const, undefined),
  })
  .map(({ extra, modeOverride }) => ({ ...nothingGiven, extra, ...(modeOverride ? { modeOverride } : {}) }))

const load = (text: string) => authensor.load({ path: 'p', text }, [])

test('evaluate, decide over every match, and explain say the same', () => {
  fc.assert(
    fc.property(policyText, call, given, (text, each, from) => {
      const compiled = authensor.compile(load(text))
      const decision = compiled.evaluate(each, from, null)
      const matches = compiled.rules.map((_, index) => compiled.match(index, each, from))
      const trace = compiled.explain(each, from, null)
      assert.deepEqual(compiled.decide(matches, each, from, null), decision)
      assert.deepEqual(trace.decision, decision)
      assert.deepEqual(
        trace.rules.map(({ label }) => label),
        compiled.rules.map(({ label }) => label),
      )
      const decided = trace.rules.filter((one) => one.decided).map(({ label }) => label)
      assert.deepEqual(decided, decision.rule === null ? [] : [decision.rule])
    }),
    { numRuns: 1000 },
  )
})

test('no document and no call makes loading or judging throw', () => {
  const anything = fc.oneof(policyText, fc.string(), fc.json())
  const anyCall = fc.record({ tool: fc.string(), args: fc.jsonValue() as fc.Arbitrary<Json> })
  fc.assert(
    fc.property(anything, anyCall, (text, each) => {
      const compiled = authensor.compile(load(text))
      compiled.explain(each, nothingGiven, null)
      compiled.native(each, nothingGiven, null)
      authensor.fromAgent({ ...each, agent: 'sdk', agentLabel: 'x' }, {})
    }),
  )
})
