import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { agentAssemblySandbox } from '../../../evaluator/dialects/agent-assembly-sandbox/index.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'

/** Patterns on which a backtracking engine searches for longer than anybody waits. */
const slow: [dialect: string, text: string][] = [
  [
    'edictum',
    `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: slow}
defaults: {mode: enforce}
contracts:
  - {id: c1, type: pre, tool: "*", when: {args.p: {matches: '^(?=(a+)+$)(\\w+)+\\2b'}}, then: {effect: deny, message: m}}
`,
  ],
  [
    'edictum',
    `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: slow}
defaults: {mode: enforce}
contracts:
  - {id: c1, type: pre, tool: "*", when: {args.p: {matches: '^(a|aa)+\\1c'}}, then: {effect: deny, message: m}}
`,
  ],
]

for (const [name, text] of slow) {
  test(`${name}: a search without end is the verdict error, with the pattern named`, () => {
    const dialect = dialectNamed(name)
    assert.ok(dialect)
    const policy = dialect.compile(dialect.load({ path: 'slow.yaml', text }, []))
    const call = { tool: 't', args: { p: `${'a'.repeat(60)}!` } }
    const decision = policy.evaluate(call, nothingGiven, null)
    assert.equal(decision.effect, 'error')
    assert.equal(decision.applied, 'block')
    assert.match(decision.reason ?? '', /more steps on this text than can be waited for/)
    assert.deepEqual(policy.explain(call, nothingGiven, null).decision, decision)
    assert.match(policy.native(call, nothingGiven, null).cannotReproduce ?? '', /may not come back/)
  })
}

test('a policy that no translation reaches answers every call with error, and says why', () => {
  const dialect = guarded(agentAssemblySandbox)
  const loaded = dialect.load({ path: 'x.yaml', text: 'name: x\nrules: []\n' }, [])
  const policy = dialect.compile({ ...loaded, cannotReproduce: 'its pattern is too large' })
  const decision = policy.evaluate({ tool: 't', args: {} }, nothingGiven, null)
  assert.deepEqual([decision.effect, decision.applied], ['error', 'block'])
  assert.equal(decision.reason, 'this policy cannot be reproduced here: its pattern is too large')
  assert.deepEqual(policy.explain({ tool: 't', args: {} }, nothingGiven, null).decision, decision)
})
