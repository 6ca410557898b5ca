import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { canonicalRow, type StoredRow } from '../../../audit/chain.ts'
import { forget, type Hand } from '../../../audit/forget.ts'
import { prune } from '../../../audit/prune.ts'
import { findEvent, listEvents, ruleEvents } from '../../../audit/query.ts'
import { eventColumns } from '../../../audit/row.ts'
import { ruleCounts } from '../../../audit/rule-counts.ts'
import { erasableColumns } from '../../../audit/schema.ts'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore, type Store } from '../../../audit/store.ts'
import { head, verify } from '../../../audit/verify.ts'
import { decision, newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

const hand: Hand = { who: 'tester', why: 'a test', source: 'cli', time: '2026-02-01T00:00:00.000Z' }

function filled(t: TestContext, rows = 6): Store {
  const store = newStore(t)
  value(store.append(Array.from({ length: rows }, (_, index) => prepared(index))))
  return store
}

function tamper(store: Store, sql: string): void {
  const db = value(openDatabase(store.file, {}))
  db.exec(sql)
  db.close()
}

const swap = `UPDATE events SET seq = -1 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = -1;`

const tamperings: [name: string, sql: string, fault: [seq: number, reason: string] | null][] = [
  ['nothing', 'SELECT 1', null],
  ['an edited reason', "UPDATE events SET reason = 'fine' WHERE seq = 3", [3, 'edited']],
  ['edited arguments', "UPDATE events SET args = '{}' WHERE seq = 3", [3, 'edited']],
  ['an edited effect', "UPDATE events SET effect = 'allow' WHERE seq = 1", [1, 'edited']],
  ['edited hits', "UPDATE events SET hits = '[]', matched = '[]' WHERE seq = 6", [6, 'edited']],
  ['a value where none was', "UPDATE events SET blocked_by = 'x' WHERE seq = 2", [2, 'edited']],
  ['a row deleted in the middle', 'DELETE FROM events WHERE seq = 3', [3, 'deleted']],
  ['rows deleted at the beginning', 'DELETE FROM events WHERE seq < 3', [1, 'deleted']],
  ['rows deleted at the end', 'DELETE FROM events WHERE seq > 4', [5, 'cut']],
  ['all rows deleted', 'DELETE FROM events', [1, 'cut']],
  [
    'a row deleted and the rest moved up',
    'DELETE FROM events WHERE seq = 3; UPDATE events SET seq = seq - 1 WHERE seq > 3',
    [3, 'edited'],
  ],
  ['two rows that changed places', swap, [3, 'reordered']],
  [
    'contents erased without a record',
    "UPDATE events SET args = NULL, reason = NULL, salt = NULL, erased_digest = 'x' WHERE seq = 3",
    [3, 'edited'],
  ],
]

test('tampering is found at its first row', async (t) => {
  for (const [name, sql, fault] of tamperings) {
    await t.test(name, (t) => {
      const store = filled(t)
      tamper(store, sql)
      const found = value(verify(readerOf(t, store)))
      assert.deepEqual(found.fault && [found.fault.seq, found.fault.reason], fault)
    })
  }
})

test('rows cut from the end stay visible after the next append', (t) => {
  const store = filled(t)
  tamper(store, 'DELETE FROM events WHERE seq > 4')
  value(store.append([prepared(10)]))
  const { fault } = value(verify(readerOf(t, store)))
  assert.deepEqual(fault && [fault.seq, fault.reason, fault.message], [
    5,
    'deleted',
    'Rows 5 to 6 were deleted from the log.',
  ])
})

test('a chain computed anew is shown by a noted head alone', (t) => {
  const store = filled(t)
  const reader = readerOf(t, store)
  const noted = value(head(reader))
  assert.equal(value(verify(reader, noted)).noted, 'found')
  value(store.append([prepared(7)]))
  assert.equal(value(verify(reader, noted)).noted, 'found')
  assert.equal(value(verify(reader, { seq: 100, hash: 'x' })).fault?.reason, 'cut')
  assert.equal(value(verify(reader, { ...noted, hash: 'x' })).fault?.reason, 'head-differs')
})

test('forget erases the text from every file, and the chain still verifies', (t) => {
  const store = newStore(t)
  const leaked = 'a-leak-of-unknown-shape'
  value(
    store.append([prepared(0), prepared(1, { args: { text: leaked }, reason: leaked, native: [leaked] }), prepared(2)]),
  )
  assert.ok(filesHold(store, leaked))
  assert.deepEqual(value(forget(store, 'event-1', hand)), { seq: 2, cleared: true })
  assert.ok(!filesHold(store, leaked))
  const reader = readerOf(t, store)
  const found = value(verify(reader))
  assert.deepEqual([found.fault, found.forgotten, found.rows], [null, 1, 4])
  const event = value(findEvent(reader, 'event-1'))
  assert.deepEqual([event?.forgotten, event?.args, event?.args_state, event?.reason], [true, undefined, 'none', null])
  assert.equal(value(forget(store, 'event-1', hand)).seq, 2, 'a second time changes nothing')
  assert.equal(value(verify(reader)).rows, 4)
  const missing = forget(store, 'none', hand)
  assert.equal(!missing.ok && missing.error.code, 'not-found')
  tamper(store, `UPDATE events SET args = '{"text":"else"}' WHERE seq = 2`)
  assert.equal(value(verify(reader)).fault?.reason, 'edited')
})

test('contents erased by hand, with the right digest, lack the record', (t) => {
  const store = filled(t)
  value(forget(store, 'event-2', hand))
  const db = value(openDatabase(store.file, {}))
  db.prepare('DELETE FROM events WHERE seq = 7').run()
  db.prepare('UPDATE head SET seq = 6').run()
  db.close()
  assert.deepEqual(value(verify(readerOf(t, store))).fault?.reason, 'erased')
})

test('prune leaves a checkpoint that the rest hangs on, and takes its hits out of the counts', (t) => {
  const store = filled(t, 10)
  const reader = readerOf(t, store)
  const noted = value(head(reader))
  const pruned = value(prune(store, decision(6).time, hand))
  assert.deepEqual(pruned, { last: 6, count: 6, cleared: true })
  const found = value(verify(reader, { seq: 3, hash: 'whatever' }))
  assert.deepEqual([found.fault, found.prunedTo, found.rows, found.noted], [null, 6, 5, 'pruned'])
  assert.equal(value(verify(reader, noted)).noted, 'found')
  const total = () => value(ruleCounts(reader))[0]?.hits
  assert.equal(total(), 4)
  assert.equal(value(ruleCounts(reader, { since: '2026-01-01' }))[0]?.hits, 4)
  assert.equal(
    value(ruleEvents(reader, { policy: 'policy', policyFile: '/srv/project/policy.yaml', rule: 'no-echo' })).events
      .length,
    4,
  )
  value(store.append([prepared(11)]))
  value(prune(store, decision(11).time, hand))
  assert.equal(value(verify(reader)).fault, null)
  assert.equal(total(), 1)
  value(prune(store, '2027-01-01', hand))
  assert.deepEqual(value(verify(reader)).fault, null)
  assert.deepEqual(value(ruleCounts(reader)), [])
  assert.equal(value(listEvents(reader, {})).events.length, 1)
  assert.deepEqual(value(prune(newStore(t), '2027-01-01', hand)), { last: 0, count: 0, cleared: true })
})

test('rows deleted where a checkpoint does not end are deleted', (t) => {
  const store = filled(t, 10)
  value(prune(store, decision(6).time, hand))
  tamper(store, 'DELETE FROM events WHERE seq = 7')
  assert.deepEqual(value(verify(readerOf(t, store))).fault?.reason, 'deleted')
})

test('a clock that steps back is noted, no fault', (t) => {
  const store = newStore(t)
  value(store.append([prepared(5), prepared(3), prepared(4)]))
  const found = value(verify(readerOf(t, store)))
  assert.equal(found.fault, null)
  assert.deepEqual(found.clockSteps, [{ seq: 2, from: decision(5).time, to: decision(3).time }])
})

test('the hash is over canonical JSON', () => {
  const all = Object.keys(eventColumns)
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...all, 'hits'), fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger())),
      fc.record({ seq: fc.nat(), prev_hash: fc.string() }),
      (row, place) => {
        const chained = Object.entries(row).filter(([name]) => !(erasableColumns as readonly string[]).includes(name))
        const whole = { ...Object.fromEntries(chained), ...place }
        assert.equal(canonicalRow(row, place, 'd'), canonicalize({ ...whole, erasable: 'd' }))
        assert.equal(canonicalRow({ ...row, ...place, hash: 'h' } as StoredRow, place, null), canonicalize(whole))
      },
    ),
  )
})

test('the chain verifies after any interleaving of appends, repeats, forgetting and pruning', (t) => {
  const folder = temporaryFolder(t)
  let run = 0
  const step = fc.oneof(
    fc.record({
      do: fc.constant('append' as const),
      writer: fc.nat(2),
      ids: fc.array(fc.nat(30), { maxLength: 5 }),
      text: fc.string({ unit: 'binary' }),
    }),
    fc.record({ do: fc.constant('forget' as const), writer: fc.nat(2), id: fc.nat(30) }),
    fc.record({ do: fc.constant('prune' as const), writer: fc.nat(2), id: fc.nat(30) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const file = path.join(folder, `${run++}.db`)
      const writers = [0, 1, 2].map(() => value(openStore(file)))
      for (const step of steps) {
        const store = writers[step.writer] as Store
        if (step.do === 'append')
          value(store.append(step.ids.map((id) => prepared(id, { args: step.text, reason: step.text }))))
        else if (step.do === 'forget') forget(store, `event-${step.id}`, hand)
        else value(prune(store, decision(step.id).time, hand))
      }
      const reader = readerOf(t, writers[0] as Store)
      const found = value(verify(reader))
      assert.equal(found.fault, null)
      const decided = value(ruleCounts(reader)).reduce((sum, count) => sum + count.decided, 0)
      assert.equal(decided, value(listEvents(reader, { kind: 'decision' }, { count: true })).total)
      reader.close()
      for (const writer of writers) writer.close()
    }),
    { numRuns: 40 },
  )
})

function filesHold(store: Store, text: string): boolean {
  const folder = path.dirname(store.file)
  return readdirSync(folder).some(
    (name) => name.startsWith('audit.db') && readFileSync(path.join(folder, name)).includes(text),
  )
}
