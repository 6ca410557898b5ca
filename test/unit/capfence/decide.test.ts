import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../../../evaluator/call.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import { capfence } from '../../../evaluator/dialects/capfence/index.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { Unknown } from '../../../evaluator/json/values.ts'
import { call, judge, load } from './support.ts'

const cases: readonly (readonly [string, Call, string, string | null])[] = [
  ['deny: [a.b]\nallow: ["*"]', call('a.b'), 'deny', 'deny[0]'],
  ['allow: ["*"]\ndeny: [a.b]', call('a.c'), 'allow', 'allow[0]'],
  ['allow: [a.b]', call('a.c'), 'default_deny', null],
  ['allow: [fs.read]', call('fs.read.a.b'), 'allow', 'allow[0]'],
  ['allow: [fs.read.ws]', call('fs.read'), 'default_deny', null],
  ['allow: [k.l.m.*]', call('k.l.m.n'), 'default_deny', null],
  ['allow: ["shell.*"]', call('shellfish dinner'), 'allow', 'allow[0]'],
  ['deny: [shell.exec]\nallow: ["shell.*"]', call('shell.exec '), 'allow', 'allow[0]'],
  ['deny: [{capability: [a]}]', call('', {}, { extra: { capability: ['a'] } }), 'deny', 'deny[0]'],
  ['deny: [{capability: 1}]', call('', {}, { extra: { capability: true } }), 'deny', 'deny[0]'],
  ['deny: [{capability: [a]}]', call('a'), 'error', 'deny[0]'],
  ['rules: [{capability: a.b, action: warn}]\nallow: [a.b]', call('a.b'), 'warn', 'rules[0]'],
  [
    'risk_levels: {medium: {action: warn}}',
    call('x.y', {}, { extra: { risk: 'medium' } }),
    'warn',
    'risk_levels.medium',
  ],
  ['risk_levels: {low: {action: allow}}', call('x.y'), 'default_deny', null],
  ['deny: [{capability: a.b, contains: "rm -RF"}]', call('a.b', { c: 'sudo RM -rf /' }), 'deny', 'deny[0]'],
  [
    "deny: [{capability: a.b, contains: 'C:\\temp'}]\nallow: [a.b]",
    call('a.b', { p: 'C:\\temp' }),
    'allow',
    'allow[0]',
  ],
  ['deny: [{capability: a.b, contains: null}]', call('a.b', { x: null }), 'deny', 'deny[0]'],
  ['deny: [{capability: a.b, contains: &a [*a]}]', call('a.b', { x: '[[...]]' }), 'deny', 'deny[0]'],
  [
    'deny: [{capability: a.b, contains: "\\ud83d\\ude42"}]\nallow: [a.b]',
    call('a.b', { x: '🙂' }),
    'allow',
    'allow[0]',
  ],
  ['deny: [{capability: a.b, contains: ΟΔΟΣ}]\nallow: [a.b]', call('a.b', { x: 'ΟΔΟΣ.b' }), 'allow', 'allow[0]'],
  [
    'deny: [{capability: a.b, contains: [2024-01-01]}]',
    call('a.b', { x: '[datetime.date(2024, 1, 1)]' }),
    'deny',
    'deny[0]',
  ],
  ['deny: [{capability: a.b, amount_gt: 100}]', call('a.b', { amount: 'abc', total: 500 }), 'deny', 'deny[0]'],
  ['deny: [{capability: a.b, amount_gt: 100}]', call('a.b', { amount: 'nan' }), 'deny', 'deny[0]'],
  ['deny: [{capability: a.b, amount_gt: 010}]', call('a.b', { amount: 9 }), 'deny', 'deny[0]'],
  ['deny: [{capability: a.b, amount_gt: "100"}]', call('a.b', { amount: 5 }), 'error', 'deny[0]'],
  ['deny: [{capability: a.b, amount_gt: "100"}]\nallow: [a.b]', call('a.b', { x: 5 }), 'allow', 'allow[0]'],
  ['deny: [{capability: a.b, amount_gt: 1}]', call('a.b', { amount: 10n ** 400n }), 'error', 'deny[0]'],
  ['deny: [{capability: a.b, match_regex: "("}]', call('a.b', { x: 'y' }), 'error', 'deny[0]'],
  ['allow: [{capability: a.b, path_prefix: ./ws/}]', call('a.b', { path: './ws/../../etc' }), 'allow', 'allow[0]'],
  ['deny: [{capability: a.b, tenant: null}]', call('a.b'), 'deny', 'deny[0]'],
  ['deny: [{capability: a.b, environment: [production]}]\nallow: [a.b]', call('a.b'), 'allow', 'allow[0]'],
  ['deny: [{capability: a.b, tool_name: "[]]"}]', call('a.b', { tool_name: '[]]' }), 'deny', 'deny[0]'],
  ['deny: [{capability: a.b, table: 1}]', call('a.b', { table: true }), 'deny', 'deny[0]'],
]

for (const [text, asked, verdict, rule] of cases) {
  test(`${JSON.stringify(text)} on ${asked.tool}: ${verdict}`, () => {
    const decision = judge(text, asked)
    assert.deepEqual([decision.verdict, decision.rule], [verdict, rule])
  })
}

test('the order of the payload’s keys stands in its text, also of keys like 0', () => {
  const text = 'deny: [{capability: a.b, match_regex: "^ls"}]\nallow: [a.b]'
  assert.equal(judge(text, call('a.b', parseJson('{"b": "ls", "0": "x"}'))).verdict, 'deny')
  assert.equal(judge(text, call('a.b', parseJson('{"b": "x", "0": "ls"}'))).verdict, 'allow')
})

test('a value that was not stored is neither true nor false', () => {
  const text =
    'deny: [{capability: a.b, contains: x}, {capability: a.b, amount_gt: 1}, {capability: a.b, tenant: t}]\nallow: [a.b]'
  const policy = capfence.compile(load(text))
  const asked = call('a.b', { amount: new Unknown('redacted'), tenant: new Unknown('redacted') })
  assert.deepEqual(
    policy.rules.map((_, index) => policy.match(index, asked, nothingGiven)),
    ['unknown', 'unknown', 'unknown', true],
  )
  assert.equal(policy.evaluate(asked, nothingGiven, null).verdict, 'allow')
})

test('warn is a shadow event; the runtime lets it run', () => {
  const { effect, mode, applied, dryRun } = judge('rules: [{capability: a.b, action: warn}]', call('a.b'))
  assert.deepEqual(
    { effect, mode, applied, dryRun },
    { effect: 'warn', mode: 'observe', applied: 'proceed', dryRun: true },
  )
})

test('all rules that match are named, in the engine’s order', () => {
  const text = 'allow: ["*"]\nrisk_levels: {low: {action: require_approval}}\ndeny: [a.b]'
  assert.deepEqual(judge(text, call('a.b')).matched, ['deny[0]', 'risk_levels.low', 'allow[0]'])
})

const approval = 'require_approval: [dep.run]'
const granted = (grant: object) => ({
  ...nothingGiven,
  extra: { grants: [{ actor: '*', environment: '*', ...grant }] as never },
})
const applied: readonly (readonly [string, Call, typeof nothingGiven, string])[] = [
  [approval, call('dep.run'), nothingGiven, 'hold'],
  [approval, call('dep.run'), granted({ capability: 'dep.*' }), 'proceed'],
  [approval, call('dep.run'), granted({ capability: 'dep.*', seconds: -1 }), 'hold'],
  [approval, call('dep.run'), granted({ capability: 'dep.*', session: 's1' }), 'hold'],
  [
    approval,
    call('dep.run', {}, { metadata: { session_id: 's1' } }),
    granted({ capability: '*', session: 's1' }),
    'proceed',
  ],
  [approval, call('dep.run'), granted({ capability: 'no good' }), 'block'],
  ['allow: [a.b]', call('a.b', {}, { metadata: { user_role: 'x' } }), nothingGiven, 'block'],
  ['allow: [a.b]', call('a.b', {}, { extra: { risk: 'disbursement' } }), nothingGiven, 'block'],
  ['allow: []', call('a.b', {}, { metadata: { require_approval: true } }), nothingGiven, 'hold'],
  ['allow: []', call('a.b'), { ...nothingGiven, modeOverride: 'observe' }, 'proceed'],
  ['allow: ["bad cap", a.b]', call('a.b'), nothingGiven, 'block'],
]

for (const [text, asked, given, outcome] of applied) {
  test(`the runtime on ${JSON.stringify(text)} and ${JSON.stringify(asked)}: ${outcome}`, () => {
    assert.equal(capfence.compile(load(text)).evaluate(asked, given, null).applied, outcome)
  })
}

test('an approved request frees the same payload, whatever the capability', () => {
  const given = { ...nothingGiven, extra: { approved: [{ actor: 'agent', action: 'run', payload: { v: 1 } }] } }
  const policy = capfence.compile(load('require_approval: ["*"]'))
  assert.equal(policy.evaluate(call('b.run', { v: 1 }), given, null).applied, 'proceed')
  assert.equal(policy.evaluate(call('b.run', parseJson('{"v": 1.0}')), given, null).applied, 'hold')
})

test('where Python dies of a pattern, its own exception is named', () => {
  for (const [pattern, raised] of [
    ['(', 'error'],
    ['a{4294967295}', 'OverflowError'],
    ['\\U80000000', 'OverflowError'],
    ['\\U7fffffff', 'error'],
    ['(?a)(?u)a', 'ValueError'],
    ['(?a)(?u)(', 'error'],
    ['(?a)(?u))', 'ValueError'],
    ['(?au)', 'error'],
  ]) {
    const policy = capfence.compile(load(`deny: [{capability: a.b, match_regex: '${pattern}'}]`))
    const { answer } = policy.native(call('a.b', { x: 'y' }), nothingGiven, null)
    assert.equal((answer as { error: string }).error, raised, pattern)
  }
})
