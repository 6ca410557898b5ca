import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { startTail, type Tail } from '../../../audit/tail.ts'
import { newStore, prepared, temporaryFolder, value } from './support.ts'

const policyFile = '/srv/project/policy.yaml'
const childScript = path.resolve(import.meta.dirname, '../../../audit/tail-process.ts')

/** A tail that writes down what it says; `until` waits for it. */
function followed(t: TestContext, dbPath: string) {
  const seen: string[] = []
  const states: string[] = []
  const messages: string[] = []
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  const tail: Tail = startTail({
    dbPath,
    childScript,
    interval: 20,
    onEvents: (events) => {
      seen.push(...events.map((event) => event.id))
      changed()
    },
    onState: ({ state, message }) => {
      states.push(state)
      messages.push(message)
      changed()
    },
  })
  t.after(() => tail.stop())
  const until = (what: string, condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`waited for ${what}; ${states.join(' ')}; ${seen.join(' ')}`)),
        20_000,
      )
      const look = () => {
        if (!condition()) return
        waiting.delete(look)
        clearTimeout(late)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { tail, seen, states, messages, until }
}

test('new events arrive, and questions are answered', async (t) => {
  const store = newStore(t)
  value(store.append([prepared(0)]))
  const { tail, seen, states, until } = followed(t, store.file)
  await until('the start', () => states.includes('live'))
  assert.deepEqual(seen, [], 'what stood before is asked for, not told')
  value(store.append([prepared(1), prepared(2)]))
  value(store.append([prepared(3, { rule: 'other', matched: ['other'] })]))
  await until('three events', () => seen.length === 3)
  assert.deepEqual(seen, ['event-1', 'event-2', 'event-3'])
  const { fired } = value(await tail.evidence(policyFile, {}))
  assert.deepEqual(
    fired.map((count) => [count.rule, count.hits]),
    [
      ['no-echo', 3],
      ['other', 1],
    ],
  )
  const page = value(await tail.events({ policy: 'policy', policyFile, rule: 'no-echo' }, { limit: 2 }))
  assert.deepEqual(
    page.events.map((event) => event.id),
    ['event-2', 'event-1'],
  )
  assert.equal(value(await tail.list({ rule: 'other' }, { count: true })).total, 1)
  assert.equal(value(await tail.event('event-0'))?.seq, 1)
  assert.equal(value(await tail.event('none')), null)
})

test('a log that does not exist yet, then does, then is deleted, then is there again', async (t) => {
  const folder = temporaryFolder(t)
  const file = path.join(folder, 'audit.db')
  const { tail, seen, states, until } = followed(t, file)
  await until('waiting', () => states.includes('waiting'))
  const asked = await tail.evidence(policyFile, {})
  assert.equal(!asked.ok && asked.error.code, 'no-file')
  const first = value(openStore(file))
  value(first.append([prepared(0)]))
  await until('the first event', () => seen.includes('event-0'))
  first.close()
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true })
  await until('waiting again', () => states.at(-1) === 'waiting')
  const second = value(openStore(file))
  t.after(() => second.close())
  value(second.append([prepared(5)]))
  await until('the new log', () => states.includes('replaced') && states.at(-1) === 'live')
  value(second.append([prepared(6)]))
  await until('its next event', () => seen.includes('event-6'))
})

test('another file renamed into the place', async (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  value(store.append([prepared(0), prepared(1)]))
  const { seen, states, until } = followed(t, store.file)
  await until('the start', () => states.includes('live'))
  const other = value(openStore(path.join(folder, 'other.db')))
  value(other.append([prepared(7)]))
  other.close()
  store.close()
  for (const end of ['-wal', '-shm']) rmSync(store.file + end, { force: true })
  renameSync(path.join(folder, 'other.db'), store.file)
  await until('the other file', () => states.includes('replaced') && states.at(-1) === 'live')
  const again = value(openStore(store.file))
  t.after(() => again.close())
  value(again.append([prepared(8)]))
  await until('its event', () => seen.includes('event-8'))
})

test('a -shm file truncated under the reader kills the child, and the next one goes on without a loss', async (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  value(store.append([prepared(0)]))
  const { tail, seen, states, messages, until } = followed(t, store.file)
  await until('the start', () => states.includes('live'))
  // A writer that keeps the file mapped would die of this too: it opens anew.
  store.close()
  truncateSync(`${store.file}-shm`, 0)
  await until('a new child', () => states.includes('restarting'))
  assert.match(messages[states.indexOf('restarting')] ?? '', /SIGBUS|exit/)
  rmSync(`${store.file}-shm`, { force: true })
  const again = value(openStore(store.file))
  t.after(() => again.close())
  value(again.append([prepared(1)]))
  await until('the event written meanwhile', () => seen.includes('event-1'))
  assert.equal(value(await tail.evidence(policyFile, {})).fired[0]?.hits, 2)
})

test('a truncated or overwritten database is a sentence, and a mended one is followed again', async (t) => {
  const folder = temporaryFolder(t)
  const first = newStore(t, folder)
  value(first.append([prepared(0)]))
  const { seen, states, messages, until } = followed(t, first.file)
  await until('the start', () => states.includes('live'))
  first.close()
  const whole = path.join(folder, 'whole')
  const checkpoint = value(openDatabase(first.file, {}))
  checkpoint.pragma('wal_checkpoint(TRUNCATE)')
  checkpoint.close()
  copyFileSync(first.file, whole)
  for (const end of ['-wal', '-shm']) rmSync(first.file + end, { force: true })
  writeFileSync(first.file, 'this is no database, whatever its name says. '.repeat(200))
  await until('damage', () => states.includes('damaged'))
  assert.match(messages[states.indexOf('damaged')] ?? '', /is damaged .*; move it away, with the -wal and -shm files/)
  truncateSync(first.file, 0)
  await until('emptiness', () => states.at(-1) === 'waiting')
  writeFileSync(first.file, readFileSync(whole))
  await until('the mended log', () => states.at(-1) === 'live')
  const again = value(openStore(first.file))
  t.after(() => again.close())
  value(again.append([prepared(9)]))
  await until('its event', () => seen.includes('event-9'))
})

test('a withdrawn question ends, and following goes on', async (t) => {
  const store = newStore(t)
  value(store.append([prepared(0)]))
  const { tail, seen, states, until } = followed(t, store.file)
  await until('the start', () => states.includes('live'))
  const controller = new AbortController()
  const question = tail.list({ tool: '*' }, { count: true, signal: controller.signal })
  controller.abort()
  const answer = await question
  assert.equal(answer.ok, false)
  value(store.append([prepared(1)]))
  await until('the next event', () => seen.includes('event-1'))
  assert.deepEqual(seen, ['event-1'])
})

test('stop ends the child and every open question', async (t) => {
  const store = newStore(t)
  const { tail } = followed(t, store.file)
  const question = tail.evidence(policyFile, {})
  await tail.stop()
  const answer = await question
  assert.equal(!answer.ok && answer.error.code, 'stopped')
  await tail.stop()
})

test('views ask for groups, pages, a card and an export; a withdrawn one leaves nothing behind', async (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  const rows = Array.from({ length: 3000 }, (_, index) => prepared(index, { session: `s${index % 3}` }))
  value(store.append(rows))
  const { tail, states, until } = followed(t, store.file)
  await until('the start', () => states.includes('live'))
  const groups = value(await tail.view({ ask: 'groups', filter: { only: 'shadow' }, by: 'rule', limit: 10 }))
  assert.deepEqual(
    groups.groups.map(({ rule, count }) => [rule, count]),
    [['no-echo', 3000]],
  )
  const page = value(await tail.view({ ask: 'page', filter: { session: 's1' }, limit: 2 }))
  assert.deepEqual([page.rows.map(({ id }) => id), page.next], [['event-2998', 'event-2995'], 2996])
  const card = value(await tail.view({ ask: 'card', policyFile, window: {}, points: 'hour' }))
  assert.deepEqual([card.counts[0]?.decided, card.points.length], [3000, 1])
  const to = path.join(folder, 'out.csv')
  assert.equal(value(await tail.view({ ask: 'export', filter: { session: 's1' }, to })).events, 1000)
  assert.equal(readFileSync(to, 'utf8').split('\r\n').length, 1002)
  const controller = new AbortController()
  const asked = tail.view(
    { ask: 'export', filter: {}, to: path.join(folder, 'other.csv') },
    { signal: controller.signal, progress: () => controller.abort() },
  )
  assert.match(await asked.then((answer) => (answer.ok ? 'ended' : answer.error.message)), /withdrawn/)
  value(await tail.view({ ask: 'groups', filter: {}, by: 'run', limit: 2 }))
  assert.equal(existsSync(path.join(folder, 'other.csv')), false)
  while (readdirSync(folder).some((name) => name.endsWith('.part')))
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.ok(!states.includes('restarting'), 'the child lives on')
})

test('another system’s log is shown from the same place, and what is appended to it appears', async (t) => {
  const file = path.join(temporaryFolder(t), 'events.jsonl')
  const line = (index: number) =>
    `${JSON.stringify({
      action: 'call_would_deny',
      agent_id: `agent-${index % 2}`,
      call_id: `c${index}`,
      decision_name: 'no-echo',
      decision_source: 'contract',
      environment: 'production',
      mode: 'observe',
      policy_version: 'abc',
      reason: 'no',
      run_id: `run-${index % 3}`,
      schema_version: '0.3.0',
      timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
      tool_args: { command: `echo ${index}` },
      tool_name: 'Bash',
    })}\n`
  writeFileSync(file, Array.from({ length: 1200 }, (_, index) => line(index)).join(''))
  const { tail, messages, until } = followed(t, file)
  await until('the log', () => messages.some((message) => message.includes('is a log of edictum; it is only read')))
  const page = value(await tail.view({ ask: 'page', filter: {}, limit: 2 }))
  assert.deepEqual(
    page.foreign.map(({ seq, args }) => [seq, args]),
    [
      [1200, { command: 'echo 1199' }],
      [1199, { command: 'echo 1198' }],
    ],
  )
  assert.equal(page.next, 1199)
  const runs = value(await tail.view({ ask: 'groups', filter: { agent: 'agent-1' }, by: 'agent', limit: 9 }))
  assert.deepEqual(
    runs.groups.map(({ agent, count }) => [agent, count]),
    [['agent-1', 600]],
  )
  writeFileSync(file, line(1200), { flag: 'a' })
  for (let more = 0; more !== 1201; ) {
    const again = await tail.view({ ask: 'page', filter: {}, limit: 1 })
    more = again.ok ? (again.value.foreign[0]?.seq ?? 0) : 0
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const refused = await tail.view({ ask: 'export', filter: {}, to: `${file}.csv` })
  assert.match(refused.ok ? '' : refused.error.message, /only shown/)
})
