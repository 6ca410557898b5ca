import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AgentCall, type Call, nothingGiven } from '../../../evaluator/call.ts'
import { safeclaw } from '../../../evaluator/dialects/safeclaw/index.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'
import { detectDialect } from '../../../evaluator/registry.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

const text = `mode: enforce
rules:
  - {name: env, action: file_read, conditions: {path: {ends_with: .env}}, effect: DENY}
  - {name: bot, action: file_read, conditions: {agent: {equals: bot}, path: {starts_with: /srv}}, effect: REQUIRE_APPROVAL}
  - {name: rest, action: file_read, effect: ALLOW}
`
const policy = safeclaw.compile(safeclaw.load({ path: 'p.yaml', text }, []))
const judge = (call: Call) => policy.evaluate(call, nothingGiven, null)

test('a plain call is judged by its type and fields', () => {
  assert.equal(judge({ tool: 'file_read', args: { path: '/a/.env' } }).rule, 'env')
  assert.equal(judge({ tool: 'file_read', args: { path: '/a' } }).rule, 'rest')
  assert.equal(judge({ tool: 'network', args: {} }).rule, null)
})

test('the agent comes with the call, else from its arguments', () => {
  assert.equal(judge({ tool: 'file_read', args: { path: '/srv/a' }, agent: 'bot' }).applied, 'hold')
  assert.equal(judge({ tool: 'file_read', args: { path: '/srv/a', agent: 'bot' } }).applied, 'hold')
  assert.equal(judge({ tool: 'file_read', args: { path: '/srv/a', agent: 'bot' }, agent: 'x' }).rule, 'rest')
})

test('a value that was not stored leaves a rule undecided', () => {
  const call: Call = { tool: 'file_read', args: { path: new Unknown('redacted') }, agent: 'bot' }
  assert.deepEqual(
    policy.rules.map((_, index) => policy.match(index, call, nothingGiven)),
    ['unknown', 'unknown', true],
  )
  assert.deepEqual(
    policy.explain({ ...call, agent: 'x' }, nothingGiven, null).rules.map(({ matched }) => matched),
    ['unknown', false, true],
  )
})

test('a mode from outside wins over the document', () => {
  const call: Call = { tool: 'network', args: {} }
  const observed = policy.evaluate(call, { ...nothingGiven, modeOverride: 'observe' }, null)
  assert.deepEqual([observed.verdict, observed.applied, observed.dryRun], ['DENY', 'proceed', true])
  const off = policy.evaluate(call, { ...nothingGiven, modeOverride: 'disabled' }, null)
  assert.deepEqual([off.effect, off.mode, off.dryRun], ['allow', 'disabled', false])
})

test('what stands behind the rule that decided was not looked at', () => {
  const { rules } = policy.explain({ tool: 'file_read', args: { path: '/a/.env' } }, nothingGiven, null)
  assert.deepEqual(
    rules.map(({ matched, decided }) => [matched, decided]),
    [
      [true, true],
      ['skipped', false],
      ['skipped', false],
    ],
  )
  assert.match(rules[2]?.why ?? '', /would have matched/)
})

const patch = (...files: string[]) =>
  `*** Begin Patch\n${files.map((file) => `*** Update File: ${file}\n@@\n-a\n+b\n`).join('')}*** End Patch`
const agents: [tool: string, args: Json, type: string, fields: Json][] = [
  ['Read', { file_path: '/a', limit: 5 }, 'file_read', { path: '/a' }],
  ['NotebookEdit', { notebook_path: '/n.ipynb' }, 'file_write', { path: '/n.ipynb' }],
  ['apply_patch', { command: patch('/a') }, 'file_write', { path: '/a' }],
  ['apply_patch', { command: patch('/a', '/b') }, 'file_write', {}],
  ['Bash', { command: 'ls', timeout: 5 }, 'shell_exec', { command: 'ls' }],
  ['shell', { command: ['ls', '-l'] }, 'shell_exec', { command: 'ls -l' }],
  ['WebFetch', { url: 'https://a', prompt: 'x' }, 'network', { url: 'https://a' }],
  ['mcp__fs__read', { path: '/a', url: 'b', other: 1 }, 'mcp__fs__read', { path: '/a', url: 'b' }],
  ['fetch', { url: 'b' }, 'network', { url: 'b' }],
]

for (const [tool, args, type, fields] of agents) {
  test(`an agent's ${tool} is the action ${type}`, () => {
    const call: AgentCall = { agent: 'sdk', agentLabel: 'bot', tool, args }
    const made = safeclaw.fromAgent(call, { fetch: 'network' })
    assert.deepEqual([made.tool, made.args, made.agent], [type, fields, 'bot'])
  })
}

const others: [what: string, text: string][] = [
  ['a Compose file', 'services: {web: {image: x}}\nmode: simulate\nrules: []'],
  ['a workflow', 'on: push\njobs: {}\n'],
  ['Kubernetes', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules: [{verbs: [get]}]'],
  ['lower-case effects', 'rules: [{id: a, effect: allow, condition: {}}]'],
  ['rules of a linter', 'mode: enforce\nrules: [{id: no-console, level: error}]'],
  ['a list', '- a'],
]

for (const [what, other] of others) {
  test(`does not claim ${what}`, () => {
    assert.equal(safeclaw.detect(readYaml(other, coreYaml).root).level, 'none')
  })
}

test('claims its own, also while a rule is being typed', () => {
  const typed = 'mode: simulate\nrules:\n  - name: a\n    action: file_read\n    effect: ALL\n'
  for (const own of [text, typed, 'mode: simulate\nrules: []']) {
    assert.equal(detectDialect(readYaml(own, coreYaml).root)?.dialect.name, 'safeclaw')
  }
})
