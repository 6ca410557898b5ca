import assert from 'node:assert/strict'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { ReplayDesk } from '../../../analysis/replay/desk.ts'
import type { FromReplay, ReplayAnswer, ReplayQuery } from '../../../analysis/replay/messages.ts'
import { replayedTexts } from '../../../analysis/replay/texts.ts'
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
  const [another] = replayedTexts([{ path: policyFile, text: policyTexts.capfence?.(1, 0) ?? '' }]).texts
  assert.ok(another)
  makeLog({ file, events: calls, distinct: 200, policy: another, from: to - 60_000, to })
  const answers = new Map<number, (answer: ReplayAnswer) => void>()
  const reports: number[] = []
  let reported = () => {}
  const desk = new ReplayDesk(file, (message: FromReplay) => {
    if (message.say === 'answer') answers.get(message.number)?.(message.answer)
    if (message.say !== 'report') return
    reports.push(message.found.report.byEffect.deny)
    reported()
  })
  let number = 0
  const ask = (query: ReplayQuery) => {
    const own = ++number
    const answer = new Promise<ReplayAnswer>((resolve) => answers.set(own, resolve))
    desk.hear({ say: 'ask', number: own, query })
    return { answer, withdraw: () => desk.hear({ say: 'withdraw', number: own }) }
  }
  const edit = (text: string) => {
    const bases = { saved: null, head: null }
    desk.hear({ say: 'judge', key: 'open', path: policyFile, text, windowHours: week, bases })
  }
  const nextReport = () =>
    new Promise<void>((resolve) => {
      reported = resolve
    })
  return { ask, edit, reports, nextReport }
}

const counted = (answer: ReplayAnswer) =>
  answer !== null && typeof answer === 'object' && 'report' in answer ? answer.report.calls : null

test('a text is judged though none is open, and left off when nobody wants it any more', async (t) => {
  const { ask } = deskOver(t)
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
  assert.equal(await deskOver(t).ask(query).answer, null)
})

test('an edit is given up as soon as the next one comes', async (t) => {
  const { edit, reports, nextReport } = deskOver(t)
  const limited = (calls: number) => `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: limits}
defaults: {mode: enforce}
contracts:
  - id: few
    type: session
    limits: {max_tool_calls: ${calls}}
    then: {effect: deny, message: "enough"}
`
  edit(limited(1))
  await nextReport()
  // The desk is idle then, and begins at once with what it hears.
  await new Promise((resolve) => setImmediate(resolve))
  for (const count of [2, 3, 4]) edit(limited(count))
  await nextReport()
  const [first = 0, ...rest] = reports
  // Sessions of 500 calls: each further call that is let through is one denial less in each of them.
  assert.deepEqual(rest, [first - (3 * calls) / 500])
})
