import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { capfence } from '../../../evaluator/dialects/capfence/index.ts'
import { conditionKeys } from '../../../evaluator/dialects/capfence/words.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { Float, type Json, Unknown } from '../../../evaluator/json/values.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { load } from './support.ts'

const word = fc.constantFrom(
  'a',
  'a.b',
  'a.*',
  '*',
  '*.b',
  'a.b.c',
  'ls',
  '(',
  '[a',
  '1e3',
  '10',
  '~',
  'low',
  '{}',
  '[]',
  '"x"',
  '&x y',
  '*x',
  '!!set {a}',
  '2024-01-01',
  '\u2028',
  '',
)
const condition = fc
  .tuple(fc.constantFrom(...conditionKeys, 'id', 'action'), word)
  .map(([key, value]) => `${key}: ${value}`)
const item = fc.oneof(
  word,
  fc
    .tuple(word, fc.array(condition, { maxLength: 3 }))
    .map(([name, rest]) => `{capability: ${[name, ...rest].join(', ')}}`),
)
const section = fc
  .tuple(
    fc.constantFrom('deny', 'allow', 'require_approval', 'warn', 'rules', 'risk_levels', 'extends', 'x'),
    fc.array(item, { maxLength: 4 }),
  )
  .map(([key, items]) => `${key}:\n${items.map((one) => `  - ${one}\n`).join('')}`)
const risks = fc.constantFrom('', 'risk_levels: {low: {action: warn}}\n', 'rules: [{capability: a.b, action: warn}]\n')
const document = fc.oneof(
  fc.tuple(risks, fc.array(section, { maxLength: 4 })).map(([first, sections]) => first + sections.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'{}[]:-,#&*!|>\'"%@`? \n\tab1'), maxLength: 40 }),
)

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, 5, 2.5, 10n ** 400n, new Float(3), Number.NaN, 'a', 'ls -la', new Unknown('cut')),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('amount', 'path', 'cmd', 'tenant', '0', '__proto__', 'caller_depth'), tie('value')),
  ),
})).value
const calls: fc.Arbitrary<Call> = fc.record(
  {
    tool: fc.constantFrom('a', 'a.b', 'a.b.c', 'a.b ', '', '*', 'é'),
    args: json,
    agent: fc.constantFrom('agent', ''),
    environment: fc.constantFrom('production', 'prod/eu'),
    metadata: json,
    extra: fc.dictionary(
      fc.constantFrom('risk', 'action', 'resource', 'context', 'event', 'capability', 'payload'),
      json,
    ),
  },
  { requiredKeys: ['tool', 'args'] },
)
const givens: fc.Arbitrary<Given> = fc.constantFrom<Given>(
  nothingGiven,
  { ...nothingGiven, modeOverride: 'observe' },
  { ...nothingGiven, modeOverride: 'disabled' },
  { ...nothingGiven, extra: { mode: 'observe', grants: [{ actor: '*', capability: 'a.*', environment: '*' }] } },
)

test('nothing throws; explain and decide say what evaluate says', () => {
  fc.assert(
    fc.property(document, fc.array(calls, { maxLength: 3 }), givens, (text, asked, given) => {
      const policy = guarded(capfence).compile(load(text))
      for (const call of asked) {
        const decision = policy.evaluate(call, given, null)
        assert.deepEqual(policy.explain(call, given, null).decision, decision)
        const matches = policy.rules.map((_, index) => policy.match(index, call, given))
        assert.deepEqual(policy.decide(matches, call, given, null), decision)
        policy.native(call, given, null)
        assert.equal(policy.judgeOutput(call, given, null), null)
      }
    }),
    { numRuns: 400 },
  )
})

test('the trace names as matched what the decision does', () => {
  fc.assert(
    fc.property(document, calls, (text, call) => {
      const { decision, rules } = guarded(capfence).compile(load(text)).explain(call, nothingGiven, null)
      if (decision.verdict === 'error' && rules.length === 0) return
      assert.deepEqual(
        rules.filter(({ matched }) => matched === true).map(({ label }) => label),
        decision.matched,
      )
      const decided = rules.filter((rule) => rule.decided).map(({ label }) => label)
      assert.deepEqual(decided, decision.rule === null ? [] : [decision.rule])
    }),
    { numRuns: 300 },
  )
})

test('labels are unique and ranges stand in the text', () => {
  fc.assert(
    fc.property(document, (text) => {
      const model = load(text)
      const { rules } = guarded(capfence).compile(model)
      assert.equal(new Set(rules.map(({ label }) => label)).size, rules.length)
      for (const { range } of [...rules, ...model.problems]) {
        assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length + 1)
      }
    }),
    { numRuns: 400 },
  )
})

test('a flip changes what warns and nothing else that decides', () => {
  fc.assert(
    fc.property(document, (text) => {
      const before = load(text)
      for (const rule of before.rules) {
        const flipped = capfence.flip(before, { kind: 'rule', label: rule.label, to: 'enforce' })
        if (isRefusal(flipped)) continue
        const after = load(applyEdits(text, flipped.edits))
        const said = (model: typeof before, action: string) => model.rules.filter((one) => one.action === action).length
        assert.equal(said(after, 'warn'), said(before, 'warn') - 1)
        assert.equal(said(after, 'deny'), said(before, 'deny') + 1)
      }
    }),
    { numRuns: 400 },
  )
})
