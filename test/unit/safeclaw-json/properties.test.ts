import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { readJson } from '../../../evaluator/conditions/read-json.ts'
import { safeclawJson } from '../../../evaluator/dialects/safeclaw-json/index.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'

const word = fc.constantFrom('', 'code.exec', 'safe.read.x', 'ls', 'rm -rf /', 'a,b', '^c', '(')
const odd = fc.constantFrom<Json>(null, 0, 5, true, [], {}, [null], { toString: 1 }, 'x')
const value = fc.oneof({ weight: 4, arbitrary: word }, fc.array(word, { maxLength: 3 }), odd)
const predicate = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        field: fc.constantFrom('action.type', 'action.resource', 'other'),
        operator: fc.constantFrom('eq', 'in', 'startsWith', 'contains', 'matches', 'nope'),
        value,
      },
      { requiredKeys: ['field', 'operator'] },
    ),
  },
  odd,
)
const condition = fc.oneof(
  fc.record({ any: fc.array(predicate, { maxLength: 3 }) }),
  fc.record({ all: fc.array(predicate, { maxLength: 3 }) }),
  predicate,
)
const rule = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        id: fc.oneof(word, odd),
        effect: fc.constantFrom('allow', 'deny', 'require_approval', 'ALLOW'),
        description: odd,
        condition,
        expiresAt: fc.constantFrom<Json>('2026-01-01', 'x', 5, true),
        schedule: fc.record({ hoursUtc: fc.constantFrom<Json>([9, 17], '79', { length: 2 }, [5]) }),
      },
      { requiredKeys: ['condition'] },
    ),
  },
  odd,
)
const policyText = fc
  .record({
    defaultEffect: fc.oneof(word, odd),
    rules: fc.oneof({ weight: 9, arbitrary: fc.array(rule, { maxLength: 5 }) }, odd),
  })
  .map((policy) => JSON.stringify(policy))

const seen = fc.oneof(word, fc.constant(new Unknown('cut')), fc.constantFrom<Json>(5, null, ['a']))
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ tool: word, args: fc.record({ resource: seen }, { requiredKeys: [] }) as fc.Arbitrary<Json> }),
  fc.record({
    tool: word,
    args: fc.constant({}),
    extra: fc.record({
      toolName: fc.constantFrom('Bash', 'Read', 'constructor', 'mcp__a__b'),
      toolInput: fc.record({ command: seen }),
    }),
  }) as fc.Arbitrary<Call>,
  fc.record({
    tool: word,
    args: fc.constant({}),
    extra: fc.record({ actionType: seen, resource: seen }),
  }) as fc.Arbitrary<Call>,
)
const given: fc.Arbitrary<Given> = fc
  .record({
    now: fc.constantFrom(0, Date.parse('2026-02-01T10:00:00Z')),
    modeOverride: fc.constantFrom('enforce' as const, 'observe' as const, 'disabled' as const, undefined),
  })
  .map(({ now, modeOverride }) => ({ ...nothingGiven, now, ...(modeOverride ? { modeOverride } : {}) }))

const load = (text: string) => safeclawJson.load({ path: 'p', text }, [])

test('evaluate, decide over every match, and explain say the same', () => {
  fc.assert(
    fc.property(policyText, call, given, (text, each, from) => {
      const policy = safeclawJson.compile(load(text))
      const decision = policy.evaluate(each, from, null)
      const matches = policy.rules.map((_, index) => policy.match(index, each, from))
      const trace = policy.explain(each, from, null)
      assert.deepEqual(policy.decide(matches, each, from, null), decision)
      assert.deepEqual(trace.decision, decision)
      assert.equal(trace.rules.length, policy.rules.length)
      const decided = trace.rules.filter((one) => one.decided).map(({ label }) => label)
      assert.deepEqual(decided, decision.rule === null ? [] : [decision.rule])
    }),
    { numRuns: 1000 },
  )
})

test('a document is read as JSON.parse reads it, and what that refuses has a place', () => {
  const broken = fc.tuple(policyText, fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, more]) => {
    const cut = at % (text.length + 1)
    return text.slice(0, cut) + more + text.slice(cut + more.length)
  })
  fc.assert(
    fc.property(fc.oneof(broken, policyText, fc.string(), fc.json()), (text) => {
      const { root, value, error } = readJson(text)
      if (value === undefined) {
        assert.ok(error && error.message !== 'This is not JSON.' && error.range.end <= text.length)
        assert.throws(() => JSON.parse(text))
      } else assert.equal(JSON.stringify(root && toJson(root)), JSON.stringify(value))
    }),
    { numRuns: 2000 },
  )
})

test('no document and no call makes loading or judging throw', () => {
  const anything = fc.oneof(policyText, fc.string(), fc.json())
  const anyCall = fc.record({ tool: fc.string(), args: fc.jsonValue() as fc.Arbitrary<Json> })
  fc.assert(
    fc.property(anything, anyCall, (text, each) => {
      const model = load(text)
      const policy = safeclawJson.compile(model)
      policy.explain(each, nothingGiven, null)
      policy.native(each, nothingGiven, null)
      safeclawJson.fromAgent({ ...each, agent: 'sdk', agentLabel: 'x' }, {})
    }),
  )
})

test('deep nesting ends in words', () => {
  const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const model = load(`{"rules": ${text}}`)
  assert.notEqual(model.cannotReproduce, null)
  safeclawJson.compile(model)
})
