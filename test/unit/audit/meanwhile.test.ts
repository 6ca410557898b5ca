import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { prune } from '../../../audit/prune.ts'
import type { Reader } from '../../../audit/reader.ts'
import type { Database } from '../../../audit/sqlite.ts'
import { openStore, type Store } from '../../../audit/store.ts'
import { head, verify } from '../../../audit/verify.ts'
import { decision, newStore, prepared, readerOf, value } from './support.ts'

const hand = { who: 'tester', source: 'cli', time: '2026-02-01T00:00:00.000Z' } as const

/** A reader between whose first and second read `work` is done. */
function meanwhile(t: TestContext, store: Store, work: () => void): Reader {
  const reader = readerOf(t, store)
  let reads = 0
  return {
    ...reader,
    read: (read) => {
      if (++reads === 2) work()
      return reader.read(read)
    },
  }
}

/** A reader in whose reads `work` is done once, before the statement that holds `sql`. */
function withinRead(t: TestContext, store: Store, sql: string, work: () => void): Reader {
  const reader = readerOf(t, store)
  let isDone = false
  const prepareOf = (db: Database) => (text: string) => {
    if (text.includes(sql) && !isDone) {
      isDone = true
      work()
    }
    return db.prepare(text)
  }
  const watched = (db: Database): Database =>
    new Proxy(db, {
      get: (_, name) => {
        if (name === 'prepare') return prepareOf(db)
        const own = Reflect.get(db, name)
        return typeof own === 'function' ? own.bind(db) : own
      },
    })
  return { ...reader, read: (read) => reader.read((db) => read(watched(db))) }
}

function pruneTo(store: Store, index: number): void {
  value(prune(store, decision(index).time, hand))
}

test('a noted head that is pruned while the chain is walked over was pruned, not cut', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0), prepared(1), prepared(2)]))
  const noted = value(head(readerOf(t, store)))
  value(store.append([prepared(3), prepared(4)]))
  const found = value(
    verify(
      meanwhile(t, store, () => pruneTo(store, 4)),
      noted,
    ),
  )
  assert.deepEqual([found.noted, found.fault], ['pruned', null])
})

test('rows that are pruned and appended while the chain is walked over leave it whole', (t) => {
  const store = newStore(t)
  value(store.append(Array.from({ length: 1500 }, (_, index) => prepared(index))))
  const reader = meanwhile(t, store, () => {
    pruneTo(store, 1200)
    value(store.append([prepared(1500), prepared(1501)]))
  })
  const found = value(verify(reader))
  assert.deepEqual([found.fault, found.prunedTo], [null, 1200])
})

test('two prunes, the second while a page is read, leave the chain whole: its records are of the same moment', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0), prepared(1), prepared(2)]))
  const at = (index: number) => ({ ...hand, time: decision(index).time })
  value(prune(store, decision(1).time, at(3)))
  value(store.append([prepared(5), prepared(6)]))
  // The record of the first prune goes with the second one.
  const other = value(openStore(store.file, { busyTimeout: 20 }))
  t.after(() => other.close())
  const pruneAgain = () => value(prune(other, decision(6).time, at(7)))
  const found = value(verify(withinRead(t, store, "kind = 'prune'", pruneAgain)))
  assert.deepEqual([found.fault, found.prunedTo], [null, 1])
})
