import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../audit/sqlite.ts'
import { openStore } from '../../audit/store.ts'
import type { Events, Groups, ReviewAnswer, Summary } from '../../server/protocol/events.ts'
import { prepared } from '../unit/audit/support.ts'
import { LspClient } from './lspClient.ts'

/** A server over a log of 120 calls of the last hours, as an editor starts it. */
function started(t: TestContext, spoil: (file: string) => void = () => {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-events-')))
  const file = join(folder, 'audit.db')
  const store = openStore(file)
  assert.ok(store.ok)
  const time = (index: number) => new Date(Date.now() - (120 - index) * 60_000).toISOString()
  const rows = Array.from({ length: 120 }, (_, index) =>
    prepared(index, { time: time(index), agent: index % 2 === 0 ? 'codex' : 'claude-code' }),
  )
  assert.ok(store.value.append(rows).ok)
  store.value.close()
  spoil(file)
  const client = new LspClient({ folder, capabilities: { workspace: { configuration: true } } })
  client.connection.onRequest('workspace/configuration', () => [{ audit: { path: file } }])
  t.after(async () => {
    await client.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  const groups = () => client.request<Groups>('rehearsal/groups', { filter: { only: 'shadow' }, by: 'agent' })
  const until = async (fits: (answer: Groups) => boolean) => {
    for (let tries = 0; ; tries++) {
      const answer = await groups()
      if (fits(answer) || tries > 200) return answer
      await pause(50)
    }
  }
  return { client, until }
}

test('groups, pages, a review and the card, over the protocol', async (t) => {
  const { client, until } = started(t)
  await client.initialized
  const groups = await until(({ groups }) => groups.length > 0)
  assert.deepEqual(
    groups.groups.map(({ agent, count }) => [agent, count]),
    [
      ['claude-code', 60],
      ['codex', 60],
    ],
  )
  const filter = { agent: 'codex' }
  const page = await client.request<Events>('rehearsal/events', { filter, limit: 2 })
  assert.deepEqual(
    page.events.map(({ id, review }) => [id, review]),
    [
      ['event-118', null],
      ['event-116', null],
    ],
  )
  const marked = await client.request<ReviewAnswer>('rehearsal/review', { ids: ['event-116'], review: 'true_positive' })
  assert.deepEqual(marked, { reviewed: 1, message: '' })
  const next = await client.request<Events>('rehearsal/events', { filter, limit: 1, before: page.events[0]?.seq })
  assert.equal(next.events[0]?.review, 'true_positive')
  const gone = await client.request<ReviewAnswer>('rehearsal/review', { ids: ['nothing'], review: null })
  assert.match(gone.message, /No such decision is in the log any more/)
  const card = await client.request<Summary>('rehearsal/summary', { policyFile: '/srv/project/policy.yaml' })
  assert.deepEqual([card.wouldDeny, card.topRule, card.truePositives], [120, { rule: 'no-echo', count: 120 }, 1])
  assert.equal(
    card.over.reduce((sum, { effects }) => sum + (effects.deny ?? 0), 0),
    120,
  )
})

test('having seen the events is said back once; said again, nothing more is said', async (t) => {
  const { client, until } = started(t)
  const told: number[] = []
  client.connection.onNotification('rehearsal/shadowChanged', ({ unseen }: { unseen: number }) => {
    told.push(unseen)
    // As a view in front does; were each answered, the two would go on for ever.
    void client.connection.sendNotification('rehearsal/shadowSeen', {})
  })
  await client.initialized
  await until(({ groups }) => groups.length > 0)
  for (let before = -1; before !== told.length; ) {
    before = told.length
    await pause(600)
    assert.ok(told.length < 20, `told without end: ${told.length} times`)
  }
})

test('a log of a newer version is a sentence, and everything else answers', async (t) => {
  const { client, until } = started(t, (file) => {
    const db = openDatabase(file, {})
    assert.ok(db.ok)
    db.value.pragma('user_version = 99')
    db.value.close()
  })
  await client.initialized
  const { state } = await until(({ state }) => state.kind !== 'absent')
  assert.equal(state.kind, 'unreadable')
  assert.match(state.message, /was made by a newer Rehearsal; update this one\.$/)
  const marked = await client.request<ReviewAnswer>('rehearsal/review', { ids: ['event-1'], review: null })
  assert.match(marked.message, /newer Rehearsal/)
  const card = await client.request<Summary>('rehearsal/summary', { policyFile: '/srv/project/policy.yaml' })
  assert.deepEqual([card.decisions, card.state.kind], [0, 'unreadable'])
  assert.deepEqual(await client.request('rehearsal/policies', {}), [])
})
