import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PolicyReader } from '../../../analysis/policyReader.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import { compileRule } from '../../../evaluator/dialects/agent-assembly-sandbox/matchers.ts'
import type { SandboxModel } from '../../../evaluator/dialects/agent-assembly-sandbox/model.ts'

const rule = (index: number, words: string) => `  - name: r${index}
    action: deny
    reason: Number ${index}
    match:
      tool_name: [bash]
      command_pattern: "${words}"
`
const policyOf = (words: readonly string[]) =>
  `name: p\nenforcement_mode: enforce\nrules:\n${words.map((each, index) => rule(index, each)).join('')}agent_overrides: []\n`
const before = Array.from({ length: 12 }, (_, index) => `word${index}x`)
const after = before.map((each, index) => (index === 5 ? 'another' : each))

function reads(texts: readonly string[]) {
  const reader = new PolicyReader()
  return texts.map((text) => {
    const document = reader.read('/w/p.yaml', text)
    assert.ok(document)
    return { text, policy: document.policy, rules: (document.model as SandboxModel).rules }
  })
}

test('an edit of one rule compiles that rule alone', () => {
  const [first, second] = reads([policyOf(before), policyOf(after)])
  assert.ok(first && second)
  const compiledBefore = first.rules.map(compileRule)
  const same = second.rules.map((each, index) => compileRule(each) === compiledBefore[index])
  assert.deepEqual(
    same,
    before.map((_, index) => index !== 5),
  )
})

test('a rule that moved is traced where it stands, and each version judges by its own words', () => {
  const versions = reads([policyOf(before), policyOf(after)])
  for (const { text, policy } of versions) {
    const call = { tool: 'bash', args: { command: 'word9x' } }
    const traced = policy.explain(call, nothingGiven, null).rules[9]
    assert.ok(traced)
    assert.match(text.slice(traced.range.start, traced.range.end), /^name: r9/)
    assert.deepEqual([traced.decided, traced.why], [true, 'Decided: deny is the strictest action that matched.'])
    const clause = traced.clauses[1]
    assert.ok(clause)
    assert.equal(text.slice(clause.range.start, clause.range.end), '"word9x"')
  }
  const effects = versions.map(({ policy }) => {
    const asked = ['word5x', 'another'].map((command) =>
      policy.evaluate({ tool: 'bash', args: { command } }, nothingGiven, null),
    )
    return asked.map(({ effect }) => effect)
  })
  assert.deepEqual(effects, [
    ['deny', 'allow'],
    ['allow', 'deny'],
  ])
})
