import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { drain, waitingFiles } from '../../../audit/drain.ts'
import { lostEvent, lostIn, lostOf, noteLost } from '../../../audit/lost.ts'
import { listEvents } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { failure } from '../../../audit/result.ts'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { verify } from '../../../audit/verify.ts'
import { value } from './support.ts'

let folder: string
let spool: string
let database: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-lost-'))
  spool = path.join(folder, 'audit.spool')
  database = path.join(folder, 'audit.db')
  mkdirSync(spool)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const [first, last] = [Date.parse('2026-11-20T10:00:00.000Z'), Date.parse('2026-11-20T10:05:00.000Z')]

function drained(): void {
  const store = value(openStore(database))
  value(drain(store, spool))
  store.close()
}

function told() {
  const reader = value(openReader(database))
  const { events } = value(listEvents(reader, {}, {}))
  const { lost, fault } = value(verify(reader))
  reader.close()
  return { events: events.map(({ kind, source, time, detail }) => ({ kind, source, time, detail })), lost, fault }
}

test('what is lost one after the other is one note, and one event when it can be written', () => {
  for (const now of [first, first + 1000, last]) assert.ok(noteLost(spool, 1, 'hook', now))
  assert.ok(noteLost(spool, 5, 'mcp', last))
  assert.deepEqual(
    lostIn(spool)
      .map(({ source, count, since, until }) => [source, count, since.slice(11, 19), until.slice(11, 19)])
      .toSorted(),
    [
      ['hook', 3, '10:00:00', '10:05:00'],
      ['mcp', 5, '10:05:00', '10:05:00'],
    ],
  )
  assert.equal(waitingFiles(spool), 2)
  drained()
  assert.deepEqual(readdirSync(spool), [])
  const { events, lost, fault } = told()
  assert.deepEqual([lost, fault, events.length], [8, null, 2])
  const time = '2026-11-20T10:05:00.000Z'
  assert.deepEqual(
    events.find(({ source }) => source === 'hook'),
    {
      kind: 'error',
      source: 'hook',
      time,
      detail: { code: 'events-lost', count: 3, since: '2026-11-20T10:00:00.000Z', until: time },
    },
  )
})

test('a drain that was killed after its commit does not count twice, and what is lost meanwhile is not left out', () => {
  noteLost(spool, 2, 'hook', first)
  const [name = ''] = readdirSync(spool)
  drained()
  writeFileSync(path.join(spool, `${name}.taken`), '')
  noteLost(spool, 1, 'hook', last)
  drained()
  assert.deepEqual([told().lost, readdirSync(spool)], [3, []])
})

test('a drain that fails leaves the note for what is lost next', () => {
  noteLost(spool, 2, 'hook', first)
  const store = value(openStore(database))
  const full = { ...store, append: () => failure('full', database, 'The disk is full.') }
  assert.equal(drain(full, spool).ok, false)
  store.close()
  noteLost(spool, 1, 'hook', last)
  assert.deepEqual(
    lostIn(spool).map(({ count }) => count),
    [3],
  )
})

test('a note that a drain takes away just now is begun anew', () => {
  noteLost(spool, 2, 'hook', first)
  const [name = ''] = readdirSync(spool)
  renameSync(path.join(spool, name), path.join(spool, `${name}.taken`))
  noteLost(spool, 1, 'hook', last)
  const counts = lostIn(spool).map(({ count }) => count)
  assert.deepEqual(counts.toSorted(), [1, 2])
  drained()
  assert.equal(told().lost, 3)
})

test('where not even a name can be written nothing is noted, and odd names are no notes', () => {
  assert.equal(noteLost(path.join(folder, 'missing'), 1, 'hook', first), false)
  const odd = ['x.lost', '1-abc.jsonl.taken', `${'0'.repeat(32)}-000000000000-x-hook.lost`]
  assert.deepEqual(
    odd.map((name) => lostOf(name)),
    [null, null, null],
  )
})

test('a note that one drain could not bring into a busy log, and another could, takes in nothing more', () => {
  assert.ok(noteLost(spool, 5, 'hook', first))
  const store = value(openStore(database, { busyTimeout: 20 }))
  const busy = value(openDatabase(database, {}))
  busy.exec('BEGIN IMMEDIATE')
  const failed = drain(store, spool)
  assert.equal(!failed.ok && failed.error.code, 'locked')
  busy.exec('ROLLBACK')
  busy.close()
  const [lost] = lostIn(spool)
  assert.ok(lost)
  value(store.append([lostEvent(lost)]))
  store.close()

  assert.ok(noteLost(spool, 1, 'hook', last))
  drained()
  assert.equal(told().lost, 6)
})
