import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { prune } from '../../../audit/prune.ts'
import { checkCounts, recount } from '../../../audit/recount.ts'
import { ruleCounts } from '../../../audit/rule-counts.ts'
import { verify } from '../../../audit/verify.ts'
import { newStore, prepared, readerOf, value } from './support.ts'

const hand = { who: 'tester', source: 'cli', time: '2026-02-01T00:00:00.000Z' } as const

/** Events of several rules, agents and sessions, some that nothing decided, some that are no decision. */
function eventOf(index: number) {
  const rule = ['a', 'b', null][index % 3] ?? null
  const kind = index % 7 === 6 ? ('error' as const) : ('decision' as const)
  const more = {
    kind,
    rule,
    matched: rule === null ? [] : [rule, 'c'],
    dry_run: index % 2 === 0,
    effect: 'deny' as const,
  }
  return prepared(index * 1800, {
    ...more,
    agent: `agent-${index % 2}`,
    session: `s-${index % 5}`,
    id: `event-${index}`,
  })
}

const tampers: Record<string, string> = {
  'a count': "UPDATE counts SET hits = hits + 1 WHERE grain = 0 AND effect = 'deny'",
  'a count of a day': 'UPDATE counts SET hits = hits + 1 WHERE grain = 1',
  'a count that is gone': 'DELETE FROM counts WHERE grain = 0 AND dry_run = 1',
  'hits that are gone': 'DELETE FROM hits WHERE seq = 1',
  'hits that decide': 'UPDATE hits SET decided = 0',
  everything: 'DELETE FROM counts; DELETE FROM hits; DELETE FROM runs; DELETE FROM hours',
}
for (const [what, sql] of Object.entries(tampers)) {
  test(`counts that do not agree with the rows are told, and counted anew: ${what}`, (t) => {
    const store = newStore(t)
    value(store.append(Array.from({ length: 50 }, (_, index) => eventOf(index))))
    const reader = readerOf(t, store)
    const tables = () =>
      value(
        reader.read((db) =>
          ['hits', 'counts', 'runs', 'hours'].map((name) => {
            const rows = db.prepare(`SELECT * FROM ${name}`).all() as { run_id?: number }[]
            return rows.map(({ run_id, ...row }) => JSON.stringify(row)).sort()
          }),
        ),
      )
    const whole = tables()
    assert.equal(value(checkCounts(reader)), null)
    value(store.write((db) => db.exec(sql)))
    assert.match(value(checkCounts(reader))?.message ?? '', /do not agree with the rows.*audit recount/)
    assert.equal(value(verify(reader)).fault, null, 'the chain is not about counts')
    assert.equal(value(recount(store)), 50)
    assert.equal(value(checkCounts(reader)), null)
    assert.deepEqual(tables(), whole)
  })
}

test('the counts agree with the rows after any appends and pruning', (t) => {
  const batches = fc.array(fc.array(fc.nat(60), { maxLength: 12 }), { maxLength: 5 })
  fc.assert(
    fc.property(batches, fc.nat(60), (lists, before) => {
      const store = newStore(t)
      for (const list of lists) value(store.append(list.map(eventOf)))
      const reader = readerOf(t, store)
      assert.equal(value(checkCounts(reader)), null)
      value(prune(store, new Date(Date.UTC(2026, 0, 1) + before * 1_800_000).toISOString(), hand))
      assert.equal(value(checkCounts(reader)), null)
      const counted = value(ruleCounts(reader))
      value(recount(store))
      assert.deepEqual(value(ruleCounts(reader)), counted)
    }),
    // A clock that stepped back: the row that was seen last goes, an older one stays.
    { numRuns: 25, examples: [[[[25], [38, 1]], 26]] },
  )
})
