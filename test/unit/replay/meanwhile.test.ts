import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwnLog } from '../../../analysis/replay/ownLog.ts'
import { finish } from '../../../analysis/replay/replay.ts'
import { prune } from '../../../audit/prune.ts'
import type { Reader } from '../../../audit/reader.ts'
import { decision, newStore, prepared, readerOf, value } from '../audit/support.ts'

test('a log that is pruned while it is read on is read anew: its numbers stand for other calls', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0), prepared(1), prepared(2)]))
  const own = readerOf(t, store)
  let reads = Number.NEGATIVE_INFINITY
  const reader: Reader = {
    ...own,
    read: (read) => {
      if (++reads === 2) {
        value(prune(store, decision(9).time, { who: 'tester', source: 'cli', time: decision(9).time }))
        value(store.append([prepared(10, { args: { command: 'another call' } })]))
      }
      return own.read(read)
    },
  }
  const log = new OwnLog(reader, {}, {})
  value(finish(log.read()))
  value(store.append([prepared(3)]))
  reads = 0
  assert.equal(value(finish(log.readOn())), false)
})
