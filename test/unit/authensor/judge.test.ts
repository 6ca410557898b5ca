import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AgentCall, type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'

const compile = (policy: Json) =>
  authensor.compile(authensor.load({ path: 'p.json', text: JSON.stringify(policy) }, []))
const when = (field: string, operator: string, value: Json) => ({ field, operator, value })
const extra = (more: Record<string, Json>): Given => ({ ...nothingGiven, extra: more })

const policy = compile([
  { name: 'low', rules: [{ id: 'all', effect: 'allow' }] },
  {
    name: 'high',
    priority: 5,
    scope: { actionTypes: ['code.*'], environments: ['production'] },
    rules: [
      { id: 'rm', effect: 'deny', description: 'No rm', condition: when('action.resource', 'startsWith', 'rm') },
      { id: 'big', effect: 'require_approval', condition: { not: when('action.parameters.n', 'lte', 10) } },
    ],
  },
])

const judged: [what: string, call: Call, rule: string | null, applied: string][] = [
  ['a plain call', { tool: 'code.exec', args: { command: 'rm -rf /', n: 1 } }, 'high/rm', 'block'],
  ['a resource of its own', { tool: 'code.exec', args: { resource: 'ls', command: 'rm', n: 11 } }, 'high/big', 'hold'],
  ['a parameter that is missing', { tool: 'code.exec', args: {} }, 'high/big', 'hold'],
  ['out of scope by its type', { tool: 'code.exec.x', args: { command: 'rm' } }, 'low/all', 'proceed'],
  [
    'out of scope by environment',
    { tool: 'code.exec', args: { command: 'rm' }, environment: 'staging' },
    'low/all',
    'proceed',
  ],
]

for (const [what, call, rule, applied] of judged) {
  test(`judges ${what}`, () => {
    const decision = policy.evaluate(call, nothingGiven, null)
    assert.deepEqual([decision.rule, decision.applied], [rule, applied])
  })
}

test('a value that was not stored leaves a rule undecided', () => {
  const call: Call = { tool: 'code.exec', args: { command: new Unknown('redacted'), n: 1 } }
  assert.equal(policy.match(1, call, nothingGiven), 'unknown')
  assert.equal(policy.explain(call, nothingGiven, null).rules[1]?.matched, 'unknown')
})

test('counts that a host kept limit a rule, whatever its effect', () => {
  const limited = compile({ rules: [{ id: 'a', effect: 'allow', rateLimit: { requests: 2, window: '1h' } }] })
  const call: Call = { tool: 'x', args: {}, agent: 'bot' }
  const counts = { rateCounts: { 'a:agent:bot': 2 } }
  const answers = [limited.evaluate(call, nothingGiven, null), limited.evaluate(call, nothingGiven, counts)]
  assert.deepEqual(
    answers.map(({ verdict, effect }) => [verdict, effect]),
    [
      ['allow', 'allow'],
      ['rate_limited', 'deny'],
    ],
  )
  assert.equal(limited.evaluate(call, extra(counts), null).verdict, 'rate_limited')
})

test('session rules come before rules, and an inherited name switches the threshold off', () => {
  const risky = compile({
    rules: [{ id: 'a', effect: 'allow' }],
    sessionRules: { sessionRiskThreshold: { maxScore: 10, riskWeights: { 'code.*': 6 } } },
  })
  const session = (...types: string[]) =>
    extra({ sessionContext: { actions: types.map((actionType) => ({ actionType })) } })
  const call: Call = { tool: 'code.exec', args: {} }
  assert.equal(risky.evaluate(call, session('code.x'), null).verdict, 'deny')
  assert.equal(risky.evaluate(call, session('code.x', 'constructor'), null).verdict, 'allow')
  assert.match(risky.explain(call, session('code.x'), null).notes.join(), /session rule/)
})

const failing: [what: string, policy: Json, error: string][] = [
  ['a policy without rules', {}, 'TypeError'],
  ['a null policy', [null], 'TypeError'],
  ['a scope that does not compile', { scope: { actionTypes: ['('] }, rules: [] }, 'SyntaxError'],
  ['an effect nobody knows', { rules: [{ id: 'a', effect: 'ALLOW' }] }, ''],
]

for (const [what, broken, error] of failing) {
  test(`${what} is an error that blocks`, () => {
    const decision = compile(broken).evaluate({ tool: 'a', args: {} }, nothingGiven, null)
    assert.deepEqual([decision.effect, decision.applied], ['error', 'block'])
    assert.ok((decision.reason ?? '').includes(error))
  })
}

const agents: [tool: string, args: Json, type: string, resource: string][] = [
  ['Bash', { command: 'ls' }, 'code.exec', 'ls'],
  ['mcp__fs__read', { path: '/a' }, 'mcp.fs.read', '{"path":"/a"}'],
  ['Edit', { file_path: '/a' }, 'filesystem.write', '/a'],
  ['constructor', {}, 'unknown.constructor', ''],
]

for (const [tool, args, type, resource] of agents) {
  test(`an agent's ${tool} is the action ${type}`, () => {
    const call: AgentCall = { agent: 'claude-code', agentLabel: 'bot', tool, args }
    const made = authensor.fromAgent(call, {})
    assert.deepEqual([made.tool, made.args, made.agent, made.extra], [type, args, 'bot', { resource }])
    assert.equal(authensor.fromAgent(call, { [tool]: 'own.type' }).tool, 'own.type')
  })
}

test('there is no mode to flip, but one can be set from outside', () => {
  const model = authensor.load({ path: 'p', text: '{"rules": []}' }, [])
  for (const kind of ['policy', 'rule', 'override'] as const) {
    assert.ok(isRefusal(authensor.flip(model, { kind, to: 'observe' })))
  }
  const observed = policy.evaluate(
    { tool: 'code.exec', args: { command: 'rm' } },
    { ...nothingGiven, modeOverride: 'observe' },
    null,
  )
  assert.deepEqual([observed.verdict, observed.applied, observed.dryRun], ['deny', 'proceed', true])
})

test('explains a condition on an integer past 2^53 as it judges it: as a double', () => {
  const text =
    '{"rules":[{"id":"a","effect":"deny","condition":{"field":"action.parameters.n","operator":"eq","value":9007199254740993}}]}'
  const exact = authensor.compile(authensor.load({ path: 'p.json', text }, []))
  const call = { tool: 'code.exec', args: { n: 9007199254740993n } }
  const { decision, rules } = exact.explain(call, nothingGiven, null)
  assert.equal(decision.effect, 'deny')
  assert.deepEqual(decision, exact.evaluate(call, nothingGiven, null))
  assert.equal(rules[0]?.clauses[0]?.text, 'action.parameters.n eq 9007199254740992')
  assert.equal(rules[0]?.clauses[0]?.matched, true)
})
