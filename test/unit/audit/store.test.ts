import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { firstPrevHash } from '../../../audit/chain.ts'
import type { AuditEvent } from '../../../audit/event.ts'
import { forget } from '../../../audit/forget.ts'
import { prepareEvent } from '../../../audit/prepare.ts'
import { prune } from '../../../audit/prune.ts'
import { listEvents } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import type { PreparedEvent } from '../../../audit/row.ts'
import { ruleCounts } from '../../../audit/rule-counts.ts'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { verify } from '../../../audit/verify.ts'
import { decision, newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

test('rows are chained from 64 zeros', (t) => {
  const store = newStore(t)
  const first = value(store.append([prepared(0), prepared(1)]))
  assert.deepEqual([first.appended, first.duplicates, first.head.seq], [2, 0, 2])
  value(store.append([]))
  value(store.append([prepared(2)]))
  const [third, second, one] = value(listEvents(readerOf(t, store), {})).events
  assert.equal(one?.prev_hash, firstPrevHash)
  assert.deepEqual([second?.prev_hash, third?.prev_hash], [one?.hash, second?.hash])
  assert.equal(second?.hash, first.head.hash)
})

const again: [name: string, second: Partial<AuditEvent>, appended: number][] = [
  ['the same id', { call_id: 'other' }, 0],
  ['the same answer to the same call', { id: 'other', call_id: 'call-event-0' }, 0],
  [
    '… from another entrance, later',
    { id: 'other', call_id: 'call-event-0', agent: 'mine', reason: 'in other words' },
    0,
  ],
  ['another question under its call id', { id: 'other', call_id: 'call-event-0', args: { command: 'rm' } }, 1],
  ['the same question of another tool', { id: 'other', call_id: 'call-event-0', tool: 'Sh', tool_raw: 'Sh' }, 1],
  [
    'a call after a flip',
    { id: 'other', call_id: 'call-event-0', mode: 'enforce', applied: 'block', dry_run: false },
    1,
  ],
  ['a call after an edit of the policy', { id: 'other', call_id: 'call-event-0', policy_digest: 'edited' }, 1],
  ['another answer to the call', { id: 'other', call_id: 'call-event-0', verdict: 'allow', effect: 'allow' }, 1],
  ['another call', { id: 'other', call_id: 'other' }, 1],
  ['another phase', { id: 'other', call_id: 'call-event-0', phase: 'after' }, 1],
  ['another surface', { id: 'other', call_id: 'call-event-0', surface: 'egress' }, 1],
  ['another policy file', { id: 'other', call_id: 'call-event-0', policy_file: '/srv/project/other.yaml' }, 1],
  ['another session', { id: 'other', call_id: 'call-event-0', session: 'other' }, 1],
  ['another source', { id: 'other', call_id: 'call-event-0', source: 'mcp' }, 1],
  ['the approval of a call', { id: 'other', call_id: 'call-event-0', kind: 'approval' }, 1],
]

test('what is in the log already is left out, and counted once', async (t) => {
  for (const [name, second, appended] of again) {
    await t.test(name, (t) => {
      const store = newStore(t)
      value(store.append([prepared(0)]))
      const done = value(store.append([prepared(0, second), prepared(5)]))
      assert.deepEqual([done.appended, done.duplicates], [appended + 1, 1 - appended])
      const decided = value(ruleCounts(readerOf(t, store))).reduce((sum, count) => sum + count.decided, 0)
      assert.equal(decided, second.kind === 'approval' ? 2 : 2 + appended)
    })
  }
  await t.test('calls without an id are all kept', (t) => {
    const store = newStore(t)
    const { call_id: _, ...bare } = prepared(0)
    assert.equal(
      value(store.append([bare as typeof bare & { __prepared: 'prepared' }, { ...bare, id: 'other' } as never]))
        .appended,
      2,
    )
  })
})

test('calls whose stored arguments look alike are told apart by a keyed digest that no row keeps', (t) => {
  const secret = (last: string) => `curl -H "authorization: Bearer sk-ant-api03-${'x'.repeat(80)}${last}"`
  for (const [args, one, other] of [
    ['none', 'ls', 'rm -rf /'],
    ['redacted', secret('1'), secret('2')],
    ['redacted', `${'y'.repeat(5000)}1`, `${'y'.repeat(5000)}2`],
  ] as const) {
    const store = newStore(t)
    const key = () => Buffer.alloc(32, 7)
    const asked = (id: string, command: string) =>
      prepareEvent(decision(0, { id, call_id: 'call', args: { command } }), { args, key })
    assert.equal(asked('a', one).args, asked('b', other).args)
    const done = value(store.append([asked('a', one), asked('b', other), asked('c', one)]))
    assert.deepEqual([done.appended, done.duplicates], [2, 1])
    assert.ok(value(listEvents(readerOf(t, store), {})).events.every((event) => !('asked' in event)))
  }
})

test('an answer that was forgotten or pruned leaves no digest of it behind', (t) => {
  const store = newStore(t)
  const hand = { who: 'somebody', source: 'cli', time: '2026-02-01T00:00:00.000Z' } as const
  const digests = () => value(store.write((db) => db.prepare('SELECT seq FROM answered ORDER BY seq').pluck().all()))
  value(store.append([prepared(0), prepared(1), prepared(2)]))
  assert.deepEqual(digests(), [1, 2, 3])
  value(forget(store, 'event-2', hand))
  assert.deepEqual(digests(), [1, 2])
  value(prune(store, decision(1).time, hand))
  assert.deepEqual(digests(), [2])
  assert.equal(value(store.append([prepared(2)])).duplicates, 1, 'its id still tells that it was there')
  assert.deepEqual(digests(), [2])
})

test('a row is stored with whatever columns it has', (t) => {
  const store = newStore(t)
  const { id: _, ...whole } = prepared(0)
  const required = ['kind', 'time', 'source', 'call_id']
  // More sets of columns than an append keeps statements for.
  const rows = Array.from({ length: 300 }, (_, index) => {
    const left = Object.entries(whole).filter(
      ([name], at) => required.includes(name) || ((index >> (at % 9)) & 1) === 0,
    )
    return { ...Object.fromEntries(left), id: `row-${index}`, call_id: `call-${index}` } as PreparedEvent
  })
  value(store.append(rows))
  value(store.append(rows.map((row) => ({ ...row, id: `${row.id} again`, call_id: `${row.call_id} again` }))))
  const kept = value(store.write((db) => db.prepare('SELECT * FROM events ORDER BY seq').all())) as object[]
  const isOwn = ([name, held]: [string, unknown]) => held !== null && !/^(seq|salt|(prev_)?hash)$/.test(name)
  const read = kept.slice(0, 300).map((row) => Object.fromEntries(Object.entries(row).filter(isOwn)))
  assert.deepEqual(read, rows)
  assert.equal(value(verify(readerOf(t, store))).fault, null)
})

test('a batch that fails leaves nothing', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0)]))
  const failed = store.append([prepared(1), { ...prepared(2), duration_us: 'no number' }])
  assert.equal(failed.ok, false)
  const reader = readerOf(t, store)
  assert.equal(value(listEvents(reader, {})).events.length, 1)
  assert.equal(value(store.append([prepared(3)])).head.seq, 2)
})

test('what is no audit log, or a newer one, is left as it is, with a sentence', (t) => {
  const folder = temporaryFolder(t)
  const file = (name: string) => path.join(folder, name)
  writeFileSync(file('text.db'), 'this is no database, whatever its name says. '.repeat(200))
  const other = value(openDatabase(file('other.db'), {}))
  other.exec('CREATE TABLE mine (x)')
  other.close()
  value(openStore(file('newer.db'))).close()
  const newer = value(openDatabase(file('newer.db'), {}))
  newer.pragma('user_version = 99')
  newer.close()
  mkdirSync(file('folder.db'))
  for (const [name, code] of [
    ['text.db', 'damaged'],
    ['other.db', 'not-a-log'],
    ['newer.db', 'newer-log'],
    ['folder.db', 'not-writable'],
  ] as const) {
    const before = statSync(file(name)).isFile() ? readFileSync(file(name)) : null
    const opened = openStore(file(name))
    assert.equal(!opened.ok && opened.error.code, code)
    assert.ok(!opened.ok && opened.error.message.includes(file(name)))
    if (before !== null) assert.deepEqual(readFileSync(file(name)), before)
    const read = openReader(file(name))
    assert.equal(read.ok, false)
  }
})

test('a log of mode 0644 is narrowed', (t) => {
  const store = newStore(t)
  chmodSync(store.file, 0o644)
  value(openStore(store.file)).close()
  assert.equal(statSync(store.file).mode & 0o777, 0o600)
})

test('a damaged database is a fault, and what was to be written stays with the caller', (t) => {
  const folder = temporaryFolder(t)
  const store = value(openStore(path.join(folder, 'audit.db')))
  value(store.append(Array.from({ length: 200 }, (_, index) => prepared(index))))
  store.clear()
  store.close()
  const bytes = readFileSync(store.file)
  bytes.fill(0xff, 4096)
  writeFileSync(store.file, bytes)
  const opened = openStore(store.file)
  const failed = opened.ok ? opened.value.append([prepared(1000)]) : opened
  assert.equal(!failed.ok && failed.error.code, 'damaged')
  if (opened.ok) opened.value.close()
})
