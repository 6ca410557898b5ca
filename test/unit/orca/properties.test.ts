import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import { operators, stages, surfaces, verdicts } from '../../../evaluator/dialects/orca/words.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'
import { applyEdits } from '../../../evaluator/text.ts'

const name = fc.constantFrom('p', 'q', 'r')
const tool = fc.constantFrom('', '*', 'shell.*', '*.exec', '*.shell.*', 'shell.exec', 'a.shell.exec', 'a', 'get_*')
const host = fc.constantFrom('10.0.0.1', '10.0.0.0/8', 'evil.example', '::1', 'http://10.0.0.1/')
const value = fc.oneof(
  fc.constantFrom<Json>('rm', 5, 1, true, null, '10.0.0.0/8', '.'),
  fc.array(fc.constantFrom<Json>('rm', 5, 1)),
)
const path = fc.constantFrom('$', '$.a', '$.a[0]', '$.b.c', '$.url')
const clauses = fc.array(fc.record({ path, op: fc.constantFrom(...operators), value }), { maxLength: 2 })
const lists = fc.record(
  { deny: fc.array(host, { maxLength: 2 }), allow: fc.array(host, { maxLength: 2 }) },
  { requiredKeys: [] },
)
const rule = fc.record(
  {
    priority: fc.integer({ min: 0, max: 3 }),
    id: fc.integer({ min: 0, max: 3 }),
    label: fc.constantFrom('l', 'm', ''),
    stage: fc.constantFrom(...stages),
    tool_name_glob: tool,
    skill_name_glob: fc.constantFrom('', 'pdf.*'),
    verdict: fc.constantFrom(...verdicts),
    args_match: fc.record({ clauses }),
    egress: lists,
    sanitize: fc.constant({ presets: ['email'], patterns: ['a+'] }),
    sequence: fc.constantFrom({ steps: [] }, { steps: [{ tool_name_glob: 'a' }] }),
    cap_cost_cents: fc.constantFrom(1, 5),
  },
  { requiredKeys: ['priority', 'verdict', 'sanitize', 'cap_cost_cents'] },
)
const policy = fc.record(
  {
    name,
    id: fc.integer({ min: 0, max: 3 }),
    enabled: fc.boolean(),
    is_default: fc.boolean(),
    default_verdict: fc.constantFrom('allow', 'audit', 'deny'),
    shadow_mode: fc.boolean(),
    rules: fc.array(rule, { maxLength: 6 }),
  },
  { requiredKeys: ['name'] },
)
const policyText = fc
  .record({
    orca: fc.constant(1),
    workspace: fc.record({ observe_mode: fc.boolean() }),
    policies: fc.uniqueArray(policy, { maxLength: 3, selector: (one) => one.name }),
    keys: fc.array(fc.record({ name: fc.constant('k'), firewall_policy: name }), { maxLength: 1 }),
    tool_names: fc.dictionary(fc.constantFrom('Bash', 'mcp__*'), tool),
  })
  .map((document) => JSON.stringify(document))

const seen = fc.oneof(value, host, fc.constant(new Unknown('cut')))
const extra = fc.record(
  {
    policy_id: fc.oneof(name, fc.integer({ min: 0, max: 3 })),
    key: fc.constant('k'),
    skill: fc.constantFrom('pdf.a', ''),
    run_cost_cents: fc.constantFrom(0, 6),
    args_json: fc.constantFrom('{', '[]', '{"a":"rm"}'),
  },
  { requiredKeys: [] },
)
const call: fc.Arbitrary<Call> = fc
  .record(
    {
      tool: fc.oneof(tool, fc.constantFrom('Bash', 'mcp__a__b')),
      args: fc.oneof(fc.dictionary(fc.constantFrom('a', 'b', 'url', 'host'), seen), fc.jsonValue()),
      surface: fc.oneof(fc.constantFrom(...surfaces), fc.constant('x')),
      agent: fc.constantFrom('k', 'z'),
      extra,
    },
    { requiredKeys: ['tool', 'args'] },
  )
  .map((made) => made as Call)
const given: fc.Arbitrary<Given> = fc
  .option(fc.constantFrom('enforce' as const, 'observe' as const, 'disabled' as const), { nil: undefined })
  .map((modeOverride) => (modeOverride ? { ...nothingGiven, modeOverride } : nothingGiven))

const load = (text: string) => orca.load({ path: 'p', text }, [])

test('evaluate, decide over every match, and explain say the same', () => {
  fc.assert(
    fc.property(policyText, call, given, (text, each, from) => {
      const compiled = orca.compile(load(text))
      const decision = compiled.evaluate(each, from, null)
      const matches = compiled.rules.map((_, index) => compiled.match(index, each, from))
      const trace = compiled.explain(each, from, null)
      assert.deepEqual(compiled.decide(matches, each, from, null), decision)
      assert.deepEqual(trace.decision, decision)
      const decided = trace.rules.filter((one) => one.decided).map(({ label }) => label)
      assert.deepEqual(decided, decision.rule === null ? [] : [decision.rule])
      assert.equal(trace.rules.length, compiled.rules.length)
    }),
    { numRuns: 300 },
  )
})

test('every rule has a name of its own', () => {
  fc.assert(
    fc.property(policyText, (text) => {
      const labels = orca.compile(load(text)).rules.map(({ label }) => label)
      assert.equal(new Set(labels).size, labels.length)
    }),
  )
})

test('a flip lands in the mode asked for', () => {
  fc.assert(
    fc.property(policyText, name, fc.constantFrom('enforce' as const, 'observe' as const), (text, label, to) => {
      const flipped = orca.flip(load(text), { kind: 'policy', label, to })
      if (isRefusal(flipped)) return
      const after = load(applyEdits(text, flipped.edits)).policies.find((one) => one.name === label)
      assert.equal(after?.shadow, to === 'observe')
    }),
  )
})

test('no document and no call makes loading or judging throw', () => {
  const anything = fc.oneof(policyText, fc.string(), fc.string({ unit: 'binary' }))
  const anyCall = fc.record({
    tool: fc.string(),
    args: fc.jsonValue() as fc.Arbitrary<Json>,
    surface: fc.constantFrom(...surfaces),
    extra: fc.dictionary(
      fc.constantFrom('args_json', 'policy_id', 'skill', 'simulate', 'events', 'run_cost_cents'),
      fc.jsonValue() as fc.Arbitrary<Json>,
    ),
  })
  fc.assert(
    fc.property(anything, anyCall, (text, each) => {
      const model = load(text)
      const compiled = orca.compile(model)
      compiled.explain(each, nothingGiven, null)
      compiled.native(each, nothingGiven, null)
      orca.flip(model, { kind: 'policy', to: 'enforce' })
    }),
  )
})

test('arguments nested beyond any stack are an error, not a crash', () => {
  const text = JSON.stringify({
    orca: 1,
    policies: [
      {
        name: 'p',
        is_default: true,
        rules: [{ priority: 1, verdict: 'deny', args_match: { clauses: [{ path: '$', op: 'contains', value: 'x' }] } }],
      },
    ],
  })
  const compiled = orca.compile(load(text))
  const args_json = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  const deep: Call = { tool: 'a', args: {}, extra: { args_json } }
  assert.equal(compiled.evaluate(deep, nothingGiven, null).applied, 'block')
  compiled.explain(deep, nothingGiven, null)
  compiled.native(deep, nothingGiven, null)
})
