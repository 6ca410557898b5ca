import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { safeclaw } from '../../../evaluator/dialects/safeclaw/index.ts'
import { fields, modeSpellings, operators } from '../../../evaluator/dialects/safeclaw/words.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'
import { applyEdits } from '../../../evaluator/text.ts'

const word = fc.constantFrom('', '/a', '/a/b', 'npm', 'npm test', 'A', '.*', '^/a', '(', 'bot')
const type = fc.constantFrom('file_read', 'file_write', 'shell_exec', 'x', '')
const operand = fc.oneof(word, fc.array(word), fc.constant(5))
const tests = fc.dictionary(fc.constantFrom(...operators), operand, { maxKeys: 2 })
const rule = fc.record(
  {
    name: fc.oneof(fc.string(), word),
    action: type,
    conditions: fc.dictionary(fc.constantFrom(...fields), tests, { maxKeys: 2 }),
    effect: fc.constantFrom('ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'allow'),
  },
  { requiredKeys: ['name', 'action', 'effect'] },
)
const policyText = fc
  .record(
    { mode: fc.constantFrom(...Object.keys(modeSpellings)), rules: fc.array(rule, { maxLength: 6 }) },
    { requiredKeys: ['rules'] },
  )
  .map((policy) => JSON.stringify(policy))

const value = fc.oneof(word, fc.constant(new Unknown('cut')), fc.constant(5))
const call: fc.Arbitrary<Call> = fc
  .record(
    { tool: type, args: fc.oneof(fc.dictionary(fc.constantFrom(...fields), value), fc.jsonValue()), agent: word },
    { requiredKeys: ['tool', 'args'] },
  )
  .map((made) => made as Call)
const given: fc.Arbitrary<Given> = fc
  .option(fc.constantFrom('enforce' as const, 'observe' as const, 'disabled' as const), { nil: undefined })
  .map((modeOverride) => (modeOverride ? { ...nothingGiven, modeOverride } : nothingGiven))

const load = (text: string) => safeclaw.load({ path: 'p', text }, [])

test('evaluate, decide over every match, and explain say the same', () => {
  fc.assert(
    fc.property(policyText, call, given, (text, each, from) => {
      const policy = safeclaw.compile(load(text))
      const decision = policy.evaluate(each, from, null)
      const matches = policy.rules.map((_, index) => policy.match(index, each, from))
      const trace = policy.explain(each, from, null)
      assert.deepEqual(policy.decide(matches, each, from, null), decision)
      assert.deepEqual(trace.decision, decision)
      const decided = trace.rules.filter((one) => one.decided).map(({ label }) => label)
      assert.deepEqual(decided, decision.rule === null ? [] : [decision.rule])
    }),
  )
})

test('the index over many rules finds the first that matches', () => {
  const literal = fc.dictionary(
    fc.constantFrom('starts_with', 'ends_with', 'equals', 'contains', 'in'),
    fc.constantFrom('', '/a', '/a/b', 'b', '/b'),
    { minKeys: 1, maxKeys: 2 },
  )
  const made = fc.record({
    action: fc.constantFrom('file_read', 'shell_exec'),
    conditions: fc.dictionary(fc.constantFrom('path', 'agent'), literal, { minKeys: 1, maxKeys: 2 }),
    effect: fc.constantFrom('ALLOW', 'DENY'),
  })
  const many = fc.array(made, { minLength: 50, maxLength: 80 }).map((rules) =>
    JSON.stringify({
      rules: rules.map(({ conditions, ...rule }, index) => ({
        name: `r${index}`,
        ...rule,
        conditions: Object.fromEntries(Object.entries(conditions).map(([field, tests]) => [field, inLists(tests)])),
      })),
    }),
  )
  const path = fc.constantFrom('/a', '/a/b', '/b', '', 'x', new Unknown('cut'))
  fc.assert(
    fc.property(many, path, fc.constantFrom('/a', 'b', ''), (text, at, agent) => {
      const policy = safeclaw.compile(load(text))
      const each: Call = { tool: 'file_read', args: { path: at }, agent }
      const first = policy.rules.find((_, index) => policy.match(index, each, nothingGiven) === true)
      assert.equal(policy.rules.length >= 50, true)
      assert.equal(policy.evaluate(each, nothingGiven, null).rule, first?.label ?? null)
    }),
  )
})

/** `in` takes a list. */
function inLists(tests: Record<string, string>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(tests).map(([operator, text]) => [operator, operator === 'in' ? [text, 'x'] : text]),
  )
}

test('a flip lands in the mode asked for and back', () => {
  fc.assert(
    fc.property(policyText, fc.constantFrom('enforce' as const, 'observe' as const), (text, to) => {
      const flipped = safeclaw.flip(load(text), { kind: 'policy', to })
      const after = isRefusal(flipped) ? text : applyEdits(text, flipped.edits)
      assert.equal(safeclaw.compile(load(after)).mode, to)
    }),
  )
})

test('no document and no call makes loading or judging throw', () => {
  const anything = fc.oneof(policyText, fc.string(), fc.string({ unit: 'binary' }))
  const anyCall = fc.record({ tool: fc.string(), args: fc.jsonValue() as fc.Arbitrary<Json> })
  fc.assert(
    fc.property(anything, anyCall, (text, each) => {
      const model = load(text)
      const policy = safeclaw.compile(model)
      policy.explain(each, nothingGiven, null)
      policy.native(each, nothingGiven, null)
      safeclaw.flip(model, { kind: 'policy', to: 'enforce' })
    }),
  )
})
