import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CallDenied } from '../../../gate/sdk/index.ts'
import { makePlace, policyText } from './place.ts'

const place = makePlace()
after(() => place.remove())
const policies = [place.write('team.yaml', policyText('enforce'))]

test('a guarded function runs when it may, and not when it may not', async () => {
  const gate = await place.open({ policies })
  let ran = 0
  const work = (from: { path: string }) => {
    ran++
    return `read ${from.path}`
  }
  assert.equal(await gate.guard(work, { tool: 'read' })({ path: 'a' }), 'read a')
  await assert.rejects(gate.guard(work, { tool: 'delete' })({ path: 'a' }), (error: Error) => {
    assert.ok(error instanceof CallDenied)
    assert.equal(error.message, 'Blocked by team (no-delete): nothing is deleted')
    assert.equal(error.result.decision?.rule, 'no-delete')
    return true
  })
  assert.equal(ran, 1)
  assert.equal(await gate.guard(work, { tool: 'delete', agentId: 'bot' })({ path: 'b' }), 'read b')
  await gate.close()
  const args = place.rows().map(({ args }) => args)
  assert.ok(args.includes('{"path":"a"}'))
})

const outputs: readonly [string, unknown, unknown][] = [
  ['text', 'a SECRET1 b', 'a [REDACTED] b'],
  ['an object', { key: 'SECRET1', n: 1 }, { key: '[REDACTED]', n: 1 }],
  ['a list', ['SECRET1'], ['[REDACTED]']],
  ['nothing', undefined, undefined],
  ['what holds no secret', { key: 'x' }, { key: 'x' }],
]
for (const [name, output, expected] of outputs) {
  test(`what a guarded function returns is sanitised in its shape: ${name}`, async () => {
    const gate = await place.open({ policies })
    assert.deepEqual(await gate.guard(async () => output, { tool: 'read' })(), expected)
    await gate.close()
  })
}

test('an error of the function stays its own, and is recorded as a failed call', async () => {
  const gate = await place.open({ policies })
  const failing = gate.guard(
    (n: number) => {
      throw new TypeError(`no SECRET1 ${n}`)
    },
    { tool: 'read', args: (n) => ({ n }) },
  )
  await assert.rejects(failing(4), TypeError)
  await gate.close()
  const row = place.rows().findLast(({ kind }) => kind === 'decision')
  assert.deepEqual([row.phase, row.outcome, row.args], ['failed', 'failed', '{"n":4}'])
})
