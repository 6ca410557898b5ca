import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { firstPrevHash } from '../../../audit/chain.ts'
import type { AuditEvent } from '../../../audit/event.ts'
import { listEvents } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { ruleCounts } from '../../../audit/rule-counts.ts'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

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
  ['the same call', { id: 'other', call_id: 'call-event-0' }, 0],
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
