import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { capfence } from '../../../evaluator/dialects/capfence/index.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { call, load } from './support.ts'

const detected: readonly (readonly [string, string])[] = [
  ['allow:\n  - capability: a.b', 'certain'],
  ['deny: []\nwarn:\n  - capability: a.b', 'certain'],
  ['rules: [{capability: a.b, action: deny}]', 'certain'],
  ['risk_levels: {low: {action: deny}}', 'certain'],
  ['allow: [shell.execute]', 'possible'],
  ['allow: []', 'none'],
  ['services: {a: {image: b}}\nallow: [a.b]', 'none'],
  ['on: push\njobs: {}', 'none'],
  ['apiVersion: v1\nkind: Role\nrules: [{verbs: [get]}]', 'none'],
  ['rules: [{name: a, action: deny, match: {}}]', 'none'],
  ['permissions: {allow: [a.b]}', 'none'],
  ['allow:\n  - Bash(ls)', 'none'],
  ['[a]', 'none'],
  ['', 'none'],
]
for (const [text, level] of detected) {
  test(`${JSON.stringify(text)} is ours: ${level}`, () => {
    const confidence = capfence.detect(readYaml(text, coreYaml).root)
    assert.equal(confidence.level, level)
    assert.equal(confidence.reason !== '', level !== 'none')
  })
}

const named: readonly (readonly [string, string])[] = [
  ['Bash', 'shell.execute'],
  ['Read', 'filesystem.read'],
  ['apply_patch', 'filesystem.write'],
  ['WebFetch', 'network.request'],
  ['mcp__files__read', 'mcp.tool.execute'],
  ['TodoWrite', 'TodoWrite.execute'],
  ['Mine', 'my.own'],
]
for (const [tool, capability] of named) {
  test(`the agent's ${tool} is ${capability}`, () => {
    const made = capfence.fromAgent(
      { agent: 'claude-code', agentLabel: 'me', tool, args: { a: 1 } },
      { Mine: 'my.own' },
    )
    assert.deepEqual(
      [made.tool, made.toolAlias, made.agent, made.environment, made.extra?.risk, made.metadata],
      [capability, tool, 'me', 'production', 'medium', { tool_name: tool, framework: 'claude-code' }],
    )
    const policy = capfence.compile(load(`allow: [{capability: ${capability}, tool_name: ${tool}}]`))
    assert.equal(policy.evaluate(made, nothingGiven, null).applied, 'proceed')
  })
}

test('the trace shows every clause with what it saw, and why a rule did not decide', () => {
  const text = 'deny: [{capability: a.b, amount_gt: 10, contains: x}]\nallow: ["*", a.b]\n'
  const { rules, notes } = capfence.compile(load(text)).explain(call('a.b', { amount: 3 }), nothingGiven, null)
  assert.deepEqual(
    rules.map(({ label, matched, decided, why }) => [label, matched, decided, why]),
    [
      ['deny[0]', false, false, 'Did not match.'],
      ['allow[0]', true, true, 'Decided: it is the first that matched in the engine’s order.'],
      ['allow[1]', true, false, 'Matched, but `allow[0]` had decided before.'],
    ],
  )
  assert.deepEqual(
    rules[0]?.clauses.map(({ text: said, saw, matched }) => [said, saw, matched]),
    [
      ['capability a.b', 'a.b', true],
      ['amount > 10', 3, false],
      ['payload contains "x"', undefined, 'skipped'],
    ],
  )
  assert.deepEqual(notes, ['Capability: a.b.', 'Runtime: allow, policy_allow.'])
})

test('a pattern that dies is told with its reason', () => {
  const { decision, rules } = capfence
    .compile(load('deny: [{capability: a.b, match_regex: "("}]'))
    .explain(call('a.b', { x: 1 }), nothingGiven, null)
  assert.equal(decision.verdict, 'error')
  assert.equal(decision.applied, 'block')
  assert.match(rules[0]?.why ?? '', /^Decided: the engine dies here: error,/)
})

test('rules that warn observe', () => {
  const { rules } = capfence.compile(load('rules: [{action: warn}]\nrisk_levels: {low: {action: allow}}'))
  assert.deepEqual(
    rules.map(({ label, ownMode, effect, enabled }) => [label, ownMode, effect, enabled]),
    [
      ['rules[0]', 'observe', 'warn', true],
      ['risk_levels.low', null, 'allow', false],
    ],
  )
})
