import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { Float, type Json, Unknown } from '../../../evaluator/json/values.ts'
import { applyEdits } from '../../../evaluator/text.ts'

const word = fc.constantFrom('Bash', 'Read', 'rm', '/etc', '/srv/ws/a', '.env', '', 'git status', 'a;b', '10', 'true')
const tool = fc.constantFrom('Bash', 'Read', 'mcp_x', '*', 'mcp_*', '[RB]*', 'a/b', '')
const selector = fc.constantFrom(
  'args.command',
  'args.path',
  'args.a.b',
  'tool.name',
  'environment',
  'principal.role',
  'principal.claims.x',
  'output.text',
  'env.N',
  'metadata.m',
  'nope',
)
const pattern = fc.constantFrom('rm', '^/etc/', '\\.env$', '(?i)RM', 'a|b', 'x{2}', '(a)\\1', 'git\\s+', '[a-z]+')
const operator = fc.oneof(
  fc.record({ exists: fc.boolean() }),
  fc.record({ equals: fc.jsonValue() }),
  fc.record({ not_equals: word }),
  fc.record({ in: fc.array(fc.oneof(word, fc.integer()), { minLength: 1 }) }),
  fc.record({ contains: word }),
  fc.record({ contains_any: fc.array(word, { minLength: 1 }) }),
  fc.record({ starts_with: word }),
  fc.record({ ends_with: word }),
  fc.record({ matches: pattern }),
  fc.record({ matches_any: fc.array(pattern, { minLength: 1, maxLength: 3 }) }),
  fc.record({ gt: fc.integer() }),
)
const leaf = fc.tuple(selector, operator).map(([key, test]) => ({ [key]: test }))
const { when } = fc.letrec<{ when: unknown }>((tie) => ({
  when: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('when'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('when'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('when') }),
  ),
}))
const mode = fc.constantFrom('enforce', 'observe')
const message = fc.constantFrom('no', 'no {args.path} to {principal.role}', '{output.text}{nope}')
const then = (effects: string[]) =>
  fc.record(
    { effect: fc.constantFrom(...effects), message, tags: fc.constant(['t']), metadata: fc.dictionary(word, word) },
    { requiredKeys: ['effect', 'message'] },
  )
const own = { mode, enabled: fc.boolean() }
const contract = fc.oneof(
  fc.record(
    // biome-ignore lint/suspicious/noThenProperty: the engine's own word
    { ...own, type: fc.constant('pre'), tool, when, then: then(['deny', 'approve']) },
    { requiredKeys: ['type', 'tool', 'when', 'then'] },
  ),
  fc.record(
    // biome-ignore lint/suspicious/noThenProperty: the engine's own word
    { ...own, type: fc.constant('post'), tool, when, then: then(['warn', 'redact', 'deny']) },
    { requiredKeys: ['type', 'tool', 'when', 'then'] },
  ),
  fc.record(
    {
      ...own,
      type: fc.constant('session'),
      limits: fc.record({
        max_tool_calls: fc.integer({ min: 1, max: 3 }),
        max_attempts: fc.integer({ min: 1, max: 4 }),
      }),
      // biome-ignore lint/suspicious/noThenProperty: the engine's own word
      then: then(['deny']),
    },
    { requiredKeys: ['type', 'limits', 'then'] },
  ),
  fc.record(
    {
      ...own,
      type: fc.constant('sandbox'),
      tool,
      within: fc.constant(['/srv/ws']),
      allows: fc.constant({ commands: ['git', 'ls'], domains: ['*.example.com'] }),
      outside: fc.constantFrom('deny', 'approve'),
      message,
    },
    { requiredKeys: ['type', 'tool', 'within', 'message'] },
  ),
)
const bundle = fc.record({
  apiVersion: fc.constant('edictum/v1'),
  kind: fc.constant('ContractBundle'),
  metadata: fc.constant({ name: 'v' }),
  defaults: fc.record({ mode }),
  tools: fc.constant({ Read: { side_effect: 'read' } }),
  observe_alongside: fc.boolean(),
  contracts: fc
    .array(contract, { minLength: 1, maxLength: 8 })
    .map((list) => list.map((one, index) => ({ id: `c${index}`, ...one }))),
})
const policyText = bundle.map((value) => JSON.stringify(value, null, 1))

const value: fc.Arbitrary<Json> = fc.oneof(
  word,
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constant(new Unknown('redacted')),
  fc.constant(new Float(1)),
  fc.bigInt(),
)
const call: fc.Arbitrary<Call> = fc
  .record(
    {
      tool,
      args: fc.oneof(fc.record({ command: value, path: value, a: fc.record({ b: value }) }), value),
      principal: fc.oneof(fc.record({ role: value, claims: fc.record({ x: value }) }), value),
      environment: word,
      metadata: fc.record({ m: value }),
      output: value,
      throws: word,
    },
    { requiredKeys: ['tool', 'args'] },
  )
  .map((each) => each as Call)

const given: fc.Arbitrary<Given> = fc
  .record({ modeOverride: fc.constantFrom('enforce', 'observe', 'disabled'), n: word }, { requiredKeys: ['n'] })
  .map(({ modeOverride, n }) => ({ ...nothingGiven, env: { N: n }, ...(modeOverride && { modeOverride }) }) as Given)

const counters: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.record({ attempts: fc.nat(5), execs: fc.nat(4) }),
  fc.jsonValue() as fc.Arbitrary<Json>,
)

test('evaluate, decide over every match, and explain say the same', () => {
  fc.assert(
    fc.property(
      fc.array(policyText, { minLength: 1, maxLength: 2 }),
      call,
      given,
      counters,
      (texts, each, from, before) => {
        const [first, ...further] = texts.map((text, index) => ({ path: `p${index}`, text }))
        const policy = guarded(edictum).compile(edictum.load(first as { path: string; text: string }, further))
        const decision = policy.evaluate(each, from, before)
        for (let i = 0; i < 70; i++) policy.evaluate(each, from, before)
        assert.deepEqual(policy.evaluate(each, from, before), decision)
        const matches = policy.rules.map((_, index) => policy.match(index, each, from))
        assert.deepEqual(policy.decide(matches, each, from, before), decision)
        assert.deepEqual(policy.explain(each, from, before).decision, decision)
        const native = policy.native(each, from, before).answer as { verdict?: string; rule?: string | null }
        if (from.modeOverride !== 'disabled' && native.verdict !== undefined)
          assert.equal(decision.verdict, native.verdict)
        policy.judgeOutput(each, from, before)
      },
    ),
    { numRuns: 300 },
  )
})

test('no text makes it throw, and a text it loads is judged', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((any) => JSON.stringify(any)),
    fc.tuple(policyText, fc.nat(), fc.string({ unit: 'binary', maxLength: 6 })).map(([text, at, insert]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + insert + text.slice(place + insert.length)
    }),
  )
  fc.assert(
    fc.property(texts, call, given, (text, each, from) => {
      const model = edictum.load({ path: 'p', text }, [])
      for (const { range } of model.problems)
        assert.ok(range.start >= 0 && range.end <= text.length && range.start <= range.end)
      assert.equal(model.refused === null, (model.nativeLoad as { ok: boolean }).ok)
      const policy = guarded(edictum).compile(model)
      policy.evaluate(each, from, null)
      policy.explain(each, from, null)
      policy.native(each, from, null)
    }),
    { numRuns: 400 },
  )
})

test('a flip changes exactly the mode, and the flip back gives the same bytes', () => {
  fc.assert(
    fc.property(policyText, fc.nat(), (text, which) => {
      const model = edictum.load({ path: 'p', text }, [])
      const rule = model.contracts[which % model.contracts.length]
      const targets = [{ kind: 'policy' as const }, { kind: 'rule' as const, label: rule?.label ?? '' }]
      for (const target of rule === undefined ? targets.slice(0, 1) : targets) {
        const before = target.kind === 'policy' ? model.mode : (rule?.ownMode ?? model.mode)
        const to = before === 'observe' ? 'enforce' : 'observe'
        const flipped = edictum.flip(model, { ...target, to })
        assert.ok(!isRefusal(flipped), JSON.stringify(flipped))
        const after = edictum.load({ path: 'p', text: applyEdits(text, flipped.edits) }, [])
        assert.deepEqual(after.refused?.category, model.refused?.category)
        const found = after.contracts.find(({ id }) => id === rule?.id)
        assert.equal(target.kind === 'policy' ? after.mode : found?.ownMode, to)
        const back = edictum.flip(after, { ...target, to: before })
        if (flipped.before !== null && !isRefusal(back)) {
          assert.equal(applyEdits(after.document.text, back.edits), text)
        }
      }
    }),
    { numRuns: 100 },
  )
})
