import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import { Float, Unknown } from '../../../evaluator/json/values.ts'
import type { Policy } from '../../../evaluator/policy.ts'

const head = (mode = 'enforce', more = '') =>
  `apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: v}\ndefaults: {mode: ${mode}}\n${more}contracts:\n`

function compile(...texts: string[]): Policy {
  const [first = '', ...further] = texts
  const documents = further.map((text, index) => ({ path: `layer${index}.yaml`, text }))
  const model = edictum.load({ path: 'policy.yaml', text: first }, documents)
  assert.equal(model.refused, null)
  return edictum.compile(model)
}

const contract = (id: string, condition: string, more = '', effect = 'deny') =>
  `  - id: ${id}\n    type: pre\n    tool: "*"\n${more}    when: ${condition}\n    then: {effect: ${effect}, message: "${id} {args.p}"}\n`

const call = (args: Call['args'], more: Partial<Call> = {}): Call => ({ tool: 't', args, ...more })

/** The one contract's condition, the call's arguments, and the verdict. */
const conditions: [condition: string, args: Call['args'], verdict: string][] = [
  ['{args.p: {contains: .env}}', { p: '/a/.env' }, 'deny'],
  ['{args.p: {contains: a}}', { p: 5 }, 'deny'],
  ['{args.p: {contains: a}}', {}, 'allow'],
  ['{args.p: {not_equals: a}}', {}, 'allow'],
  ['{not: {args.p: {equals: a}}}', {}, 'deny'],
  ['{args.p: {equals: 1}}', { p: new Float(1) }, 'deny'],
  ['{args.p: {equals: 1}}', { p: true }, 'deny'],
  ['{args.p: {equals: "1"}}', { p: 1 }, 'allow'],
  ['{args.p: {equals: [1, {a: 2}]}}', { p: [1, { a: 2 }] }, 'deny'],
  ['{args.p: {gt: 9007199254740992}}', { p: 9007199254740993n }, 'deny'],
  ['{args.p: {gt: 5}}', { p: true }, 'allow'],
  ['{args.p.0: {equals: a}}', { p: ['a'] }, 'allow'],
  ['{args.p: {matches: "abc$"}}', { p: 'abc\n' }, 'deny'],
  ['{args.p: {matches: "end"}}', { p: `${'x'.repeat(10_000)}end` }, 'allow'],
  ['{all: [{args.q: {equals: 1}}, {args.p: {gt: 1}}]}', { p: 'x' }, 'allow'],
  ['{all: [{args.p: {gt: 1}}, {args.q: {equals: 1}}]}', { p: 'x' }, 'deny'],
  ['{yes: {exists: true}}', {}, 'deny'],
  ['{args.__proto__: {exists: true}}', {}, 'allow'],
  ['{args.p: {equals: a}}', { p: new Unknown('redacted') }, 'allow'],
  ['{args.p: {equals: !!set {a}}}', { p: { a: null } }, 'allow'],
  ['{args.p: {equals: !!omap [a: 1]}}', { p: [{ a: 1 }] }, 'allow'],
  ['{args.p: {in: !!pairs [1: x, a: 1]}}', { p: { a: 1 } }, 'allow'],
  ['{args.p: {equals: {1: 2}}}', { p: { 1: 2 } }, 'allow'],
  ['{args.p: {in: [{1: 2}, a]}}', { p: 'a' }, 'deny'],
]

for (const [condition, args, verdict] of conditions) {
  test(`${condition} says ${verdict}`, () => {
    const policy = compile(head() + contract('a', condition))
    assert.equal(policy.evaluate(call(args), nothingGiven, null).verdict, verdict)
  })
}

test('a value that was not stored makes a match unknown, by the rules of three values', () => {
  const p = new Unknown('redacted')
  const truth = (condition: string) => compile(head() + contract('a', condition)).match(0, call({ p }), nothingGiven)
  assert.equal(truth('{args.p: {equals: a}}'), 'unknown')
  assert.equal(truth('{not: {args.p: {equals: a}}}'), 'unknown')
  assert.equal(truth('{all: [{args.p: {equals: a}}, {args.q: {equals: 1}}]}'), false)
  assert.equal(truth('{any: [{args.p: {equals: a}}, {tool.name: {equals: t}}]}'), true)
})

test('modes: the guard, a contract of its own, and what was given from outside', () => {
  const hit = '{args.p: {exists: true}}'
  const run = (text: string, given: Partial<Given> = {}) => {
    const { verdict, effect, mode, applied, dryRun } = compile(text).evaluate(
      call({ p: 1 }),
      { ...nothingGiven, ...given },
      null,
    )
    return [verdict, effect, mode, applied, dryRun]
  }
  assert.deepEqual(run(head() + contract('a', hit)), ['deny', 'deny', 'enforce', 'block', false])
  assert.deepEqual(run(head('observe') + contract('a', hit)), ['would_deny', 'deny', 'observe', 'proceed', true])
  const stays = head('observe') + contract('a', hit, '    mode: enforce\n')
  assert.deepEqual(run(stays), ['would_deny', 'deny', 'observe', 'proceed', true])
  assert.deepEqual(run(stays, { modeOverride: 'enforce' }), ['deny', 'deny', 'enforce', 'block', false])
  const asks = head() + contract('a', hit, '', 'approve')
  assert.deepEqual(run(asks), ['pending_approval', 'require_approval', 'enforce', 'hold', false])
  assert.deepEqual(run(asks, { modeOverride: 'observe' }), [
    'pending_approval',
    'require_approval',
    'observe',
    'proceed',
    true,
  ])
  assert.deepEqual(run(head() + contract('a', hit), { modeOverride: 'disabled' })[3], 'proceed')
})

test('the first enforced contract decides; observed ones before it are among what matched', () => {
  const policy = compile(
    head() +
      contract('a', '{args.p: {exists: true}}', '    mode: observe\n') +
      contract('b', '{args.p: {exists: true}}'),
  )
  const decision = policy.evaluate(call({ p: '/x' }), nothingGiven, null)
  assert.deepEqual([decision.rule, decision.reason, decision.matched], ['b', 'b /x', ['a', 'b']])
})

test('limits count tries and calls', () => {
  const policy = compile(
    `${head()}  - {id: s, type: session, limits: {max_attempts: 3, max_calls_per_tool: {t: 1}}, then: {effect: deny, message: m}}\n`,
  )
  const first = policy.evaluate(call({}), nothingGiven, null)
  assert.deepEqual([first.verdict, first.counters], ['allow', { attempts: 1, execs: 1, per_tool: { t: 1 } }])
  const second = policy.evaluate(call({}), nothingGiven, first.counters ?? null)
  assert.deepEqual(
    [second.rule, second.reason],
    ['max_calls_per_tool:t', 'Per-tool limit: t called 1 times (limit: 1).'],
  )
  const third = policy.evaluate(call({}), nothingGiven, second.counters ?? null)
  assert.equal(third.rule, 'max_attempts')
})

test('a layer that observes alongside decides nothing and shows what it would do', () => {
  const layer = head() + contract('a', '{args.p: {equals: x}}')
  const base = head() + contract('a', '{args.p: {equals: y}}')
  const policy = compile(base, layer.replace('contracts:', 'observe_alongside: true\ncontracts:'))
  const decision = policy.evaluate(call({ p: 'x' }), nothingGiven, null)
  assert.deepEqual(
    [decision.verdict, decision.rule, decision.effect, decision.dryRun],
    ['allow', 'a:candidate', 'deny', true],
  )
  assert.equal(compile(base, layer).evaluate(call({ p: 'x' }), nothingGiven, null).verdict, 'deny')
})

test('outputs: redacted or hidden where the tool only reads, else a warning', () => {
  const post = (effect: string, tools = 'tools: {t: {side_effect: read}}\n') =>
    compile(
      `${head('enforce', tools)}  - id: a\n    type: post\n    tool: t\n    when: {output.text: {matches: "key=[a-z]+"}}\n    then: {effect: ${effect}, message: m}\n`,
    ).judgeOutput(call({}, { output: 'key=abc done' }), nothingGiven, null)
  assert.deepEqual([post('redact')?.effect, post('redact')?.output], ['redact', '[REDACTED] done'])
  assert.deepEqual([post('deny')?.effect, post('deny')?.output], ['redact', '[OUTPUT SUPPRESSED] m'])
  assert.deepEqual([post('deny', '')?.effect, post('deny', '')?.output], ['warn', undefined])
  assert.equal(post('warn')?.applied, 'proceed')
  const silent = compile(head() + contract('a', '{args.p: {exists: true}}'))
  assert.equal(silent.judgeOutput(call({}, { output: 'x' }), nothingGiven, null), null)
})

test('what the engine cannot look at is an error, and a denial to come under observe', () => {
  const policy = compile(head() + contract('a', '{args.p: {exists: true}}'))
  const decide = (given: Partial<Given>) =>
    policy.evaluate({ tool: 'a/b', args: {} }, { ...nothingGiven, ...given }, null)
  assert.deepEqual([decide({}).effect, decide({}).applied], ['error', 'block'])
  const observed = decide({ modeOverride: 'observe' })
  assert.deepEqual([observed.effect, observed.applied, observed.dryRun], ['deny', 'proceed', true])
})

test('the trace shows every clause and what it saw, those never reached as skipped', () => {
  const policy = compile(
    head() +
      contract('a', '{any: [{args.p: {contains: x}}, {args.q: {exists: true}}]}') +
      contract('b', '{args.p: {exists: true}}'),
  )
  const { rules } = policy.explain(call({ p: 'xy' }), nothingGiven, null)
  assert.deepEqual(
    rules.map(({ label, matched, decided }) => [label, matched, decided]),
    [
      ['a', true, true],
      ['b', 'skipped', false],
    ],
  )
  const [any] = rules[0]?.clauses ?? []
  assert.deepEqual(
    any?.clauses?.map(({ text, saw, matched }) => [text, saw, matched]),
    [
      ["args.p contains 'x'", 'xy', true],
      ['args.q exists True', undefined, 'skipped'],
    ],
  )
})

test('many rules: only those whose literals occur are asked, and the answer is the same', () => {
  const many = Array.from({ length: 40 }, (_, i) => contract(`c${i}`, `{args.p: {contains: "w${i}."}}`)).join('')
  const policy = compile(head('observe') + many)
  for (let i = 0; i < 100; i++) policy.evaluate(call({ p: '' }), nothingGiven, null)
  const decision = policy.evaluate(call({ p: 'w7. w31. w7.' }), nothingGiven, null)
  assert.deepEqual(decision.matched, ['c7', 'c31'])
  assert.equal(policy.evaluate(call({ p: 7 }), nothingGiven, null).matched.length, 40)
})

test('a sandbox takes a command of NUL for its own mark of what is never let through', () => {
  const walls = (more: string) => compile(`${head()}  - {id: s, type: sandbox, tool: t, message: m, ${more}}\n`)
  const verdict = (policy: Policy, command = '\0') => policy.evaluate(call({ command }), nothingGiven, null).verdict
  assert.equal(verdict(walls('within: [/a]')), 'deny')
  assert.equal(verdict(walls('within: [/a]'), '\0 ls'), 'deny')
  assert.equal(verdict(walls('within: [/a]'), 'ls \0'), 'allow')
  assert.equal(verdict(walls('allows: {commands: ["\\0"]}')), 'deny')
})

test('metadata is logged as Python writes it: sets as text, tuples as lists', () => {
  const metadata = '{s: !!set {a}, none: !!set {}, o: !!omap [a: 1], d: [!!set {2024-01-01}]}'
  const text = `${head()}  - {id: a, type: pre, tool: t, when: {tool.name: {exists: true}}, then: {effect: deny, message: m, metadata: ${metadata}}}\n`
  const { answer } = compile(text).native(call({}), nothingGiven, null)
  const { contracts } = answer as unknown as { contracts: { metadata: unknown }[] }
  assert.deepEqual(contracts[0]?.metadata, {
    s: "{'a'}",
    none: 'set()',
    o: [['a', 1]],
    d: ['{datetime.date(2024, 1, 1)}'],
  })
})
