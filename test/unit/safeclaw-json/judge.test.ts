import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AgentCall, type Call, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { safeclawJson } from '../../../evaluator/dialects/safeclaw-json/index.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'

const compile = (policy: Json) =>
  safeclawJson.compile(safeclawJson.load({ path: 'p.json', text: JSON.stringify(policy) }, []))
const any = (...predicates: [field: string, operator: string, value: Json][]) => ({
  any: predicates.map(([field, operator, value]) => ({ field: `action.${field}`, operator, value })),
})

const policy = compile({
  defaultEffect: 'allow',
  rules: [
    { id: 'reads', effect: 'deny', condition: any(['type', 'startsWith', 'safe.read']) },
    { id: 'rm', effect: 'deny', condition: any(['resource', 'contains', 'rm -rf']) },
    { id: 'late', effect: 'require_approval', condition: any(['type', 'eq', 'code.exec']), expiresAt: '2026-02-01' },
    { id: 'open', effect: 'deny' },
  ],
})
const judge = (call: Call, now = 0) => policy.evaluate(call, { ...nothingGiven, now }, null)
const agentCall = (tool: string, args: Json): AgentCall => ({ agent: 'claude-code', agentLabel: 'bot', tool, args })

test('a plain call is the action type and its resource', () => {
  assert.equal(judge({ tool: 'code.exec', args: { command: 'rm -rf /' } }).rule, 'rm')
  assert.equal(judge({ tool: 'network.http', args: { resource: 'x rm -rf', url: 'y' } }).rule, 'rm')
  assert.equal(judge({ tool: 'safe.read.file', args: {} }).rule, 'reads')
  assert.equal(judge({ tool: 'network.http', args: {} }).reason, 'No rule matched, using default: allow')
})

test('a rule is in force up to the instant at which it expires', () => {
  const instant = Date.parse('2026-02-01T00:00:00Z')
  const call: Call = { tool: 'code.exec', args: { command: 'ls' } }
  assert.deepEqual([judge(call, instant).applied, judge(call, instant + 1).applied], ['hold', 'proceed'])
  const { rules } = policy.explain(call, { ...nothingGiven, now: instant + 1 }, null)
  assert.match(rules[2]?.why ?? '', /not in force/)
})

test('of an agent’s call the classifier’s answer is judged, and reads reach no policy', () => {
  const read = safeclawJson.fromAgent(agentCall('Read', { file_path: '/a' }), {})
  assert.deepEqual([read.tool, read.args], ['safe.read.file', { resource: '/a' }])
  assert.deepEqual([judge(read).verdict, judge(read).rule], ['allow', null])
  const bash = safeclawJson.fromAgent(agentCall('Bash', { command: 'rm -rf / # sk-abcdefgh' }), {})
  assert.deepEqual(bash.args, { resource: 'rm -rf / # [REDACTED]' })
  assert.equal(judge(bash).rule, 'rm')
  assert.deepEqual((policy.native(bash, nothingGiven, null).answer as { source: Json }).source, 'policy')
  const own = safeclawJson.fromAgent(agentCall('Read', { file_path: '/a' }), { Read: 'safe.read.own' })
  assert.equal(judge(own).rule, 'reads')
})

test('other agents’ names are understood', () => {
  const call: AgentCall = { agent: 'codex', agentLabel: 'codex', tool: 'shell', args: { command: ['ls', '-l'] } }
  const made = safeclawJson.fromAgent(call, {})
  assert.deepEqual([made.tool, made.args], ['code.exec', { resource: 'ls -l' }])
})

test('a tool that the classifier dies of is an error', () => {
  const call = safeclawJson.fromAgent(agentCall('constructor', {}), {})
  assert.deepEqual([judge(call).effect, judge(call).applied], ['error', 'block'])
})

test('a value that was not stored leaves a rule undecided', () => {
  const call: Call = { tool: 'code.exec', args: { command: new Unknown('redacted') } }
  const matches = policy.rules.map((_, index) => policy.match(index, call, nothingGiven))
  assert.deepEqual(matches, [false, 'unknown', true, false])
})

const failing: [what: string, policy: Json][] = [
  ['rules that are a map', { rules: {} }],
  ['a null rule', { rules: [null] }],
  ['an effect nobody knows', { rules: [], defaultEffect: 'ALLOW' }],
]

for (const [what, broken] of failing) {
  test(`${what} is an error that blocks`, () => {
    const decision = compile(broken).evaluate({ tool: 'a', args: {} }, nothingGiven, null)
    assert.deepEqual([decision.effect, decision.applied], ['error', 'block'])
  })
}

test('there is no mode to flip, but one can be set from outside', () => {
  const model = safeclawJson.load({ path: 'p', text: '{"rules": []}' }, [])
  for (const kind of ['policy', 'rule', 'override'] as const) {
    assert.ok(isRefusal(safeclawJson.flip(model, { kind, to: 'observe' })))
  }
  const given = { ...nothingGiven, modeOverride: 'observe' as const }
  const observed = policy.evaluate({ tool: 'code.exec', args: { command: 'rm -rf' } }, given, null)
  assert.deepEqual([observed.verdict, observed.applied, observed.dryRun], ['deny', 'proceed', true])
})

test('explains a condition on an integer past 2^53 as it judges it: as a double', () => {
  const text =
    '{"defaultEffect":"allow","rules":[{"id":"a","effect":"deny","condition":{"any":[{"field":"action.resource","operator":"eq","value":9007199254740993}]}}]}'
  const exact = safeclawJson.compile(safeclawJson.load({ path: 'p.json', text }, []))
  const call: Call = { tool: 'code.exec', args: { command: 'ls' } }
  const { decision, rules } = exact.explain(call, nothingGiven, null)
  assert.deepEqual(decision, exact.evaluate(call, nothingGiven, null))
  assert.match(JSON.stringify(rules[0]?.clauses), /action\.resource eq 9007199254740992/)
})
