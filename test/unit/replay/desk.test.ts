import assert from 'node:assert/strict'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { ReplayDesk } from '../../../analysis/replay/desk.ts'
import type { FromReplay, ReplayAnswer, ReplayQuery } from '../../../analysis/replay/messages.ts'
import { policyTexts } from '../../../bench/support/policies.ts'
import { makeLog } from '../../../bench/support/recorded.ts'
import { temporaryFolder } from '../audit/support.ts'

const policyFile = '/srv/app/policy.yaml'
const calls = 20_000
const week = 7 * 24

/** A desk over a log of this many calls, and how one asks it. */
function deskOver(t: TestContext) {
  const file = path.join(temporaryFolder(t), 'audit.db')
  const to = Date.now()
  makeLog({ file, events: calls, distinct: 200, policyFile, policyDigest: 'another', from: to - 60_000, to })
  const answers = new Map<number, (answer: ReplayAnswer) => void>()
  const desk = new ReplayDesk(file, (message: FromReplay) => {
    if (message.say === 'answer') answers.get(message.number)?.(message.answer)
  })
  let number = 0
  const ask = (query: ReplayQuery) => {
    const own = ++number
    const answer = new Promise<ReplayAnswer>((resolve) => answers.set(own, resolve))
    desk.hear({ say: 'ask', number: own, query })
    return { answer, withdraw: () => desk.hear({ say: 'withdraw', number: own }) }
  }
  return ask
}

const counted = (answer: ReplayAnswer) =>
  answer !== null && typeof answer === 'object' && 'report' in answer ? answer.report.calls : null

test('a text is judged though none is open, and left off when nobody wants it any more', async (t) => {
  const ask = deskOver(t)
  const text = policyTexts.edictum?.(50, 0) ?? ''
  const query = { ask: 'text', path: policyFile, text, windowHours: week } as const
  assert.equal(counted(await ask(query).answer), calls)
  const { answer, withdraw } = ask(query)
  withdraw()
  assert.equal(await answer, null)
  assert.equal(counted(await ask(query).answer), calls)
})

test('of a text that does not load nothing is said', async (t) => {
  const query = { ask: 'text', path: policyFile, text: 'rules: [', windowHours: week } as const
  assert.equal(await deskOver(t)(query).answer, null)
})
