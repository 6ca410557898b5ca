import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'

function fires(condition: string, args: string): boolean {
  const text = `tools: {p: {allow: true, requires_approval_if: '${condition}'}}`
  const policy = agentAssembly.compile(agentAssembly.load({ path: 'p.yaml', text }, []))
  return policy.evaluate({ tool: 'p', args }, nothingGiven, null).effect === 'require_approval'
}

/** Argument texts in which the gateway's own JSON reader takes nothing, wherever the bad spot stands. */
const refused: readonly string[] = [
  '{"x": "p", "n": 1e400}',
  '{"x": 1e400, "x": "p"}',
  '{"x": "\\ud83d", "x": "p"}',
  `{"x": ${'['.repeat(127)}${']'.repeat(127)}, "x": "p"}`,
  `{"x": "p", "n": ${'9'.repeat(310)}}`,
]

for (const args of refused) {
  test(`no condition holds on ${args.slice(0, 40)}`, () => assert.ok(!fires('args.x == "p"', args)))
}

const taken: readonly string[] = [
  '{"x": 1e-400, "x": "p"}',
  '{"n": 0e400, "x": "p"}',
  '{"n": "1e400", "x": "p"}',
  '{"n": "\\\\ud83d", "x": "p"}',
  '{"n": "\\ud83d\\ude00", "x": "p"}',
  `{"x": ${'['.repeat(126)}${']'.repeat(126)}, "x": "p"}`,
]

for (const args of taken) {
  test(`a condition holds on ${args.slice(0, 40)}`, () => assert.ok(fires('args.x == "p"', args)))
}

/** A number as a policy and a call write it, and whether the gateway reads both alike: it rounds a call's at each step. */
const numbers: readonly (readonly [string, boolean])[] = [
  ['0.1', true],
  ['1e22', true],
  ['9007199254740993', true],
  ['18446744073709551615', true],
  ['18446744073709551616', true],
  ['2100075e23', false],
  ['5454400070.741313032990708372', false],
  ['1e308', true],
  ['1.0000000000000000000000000000001', true],
]

for (const [number, alike] of numbers) {
  test(`${number} in a call is ${alike ? '' : 'not '}${number} in a policy`, () => {
    assert.equal(fires(`args.n == ${number}`, `{"n": ${number}}`), alike)
  })
}
