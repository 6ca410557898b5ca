import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EventFilter } from '../../../audit/filter.ts'
import { eventsInOrder, findEvent, listEvents, policyTexts, ruleEvents } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { decisionsOverTime, ruleCounts } from '../../../audit/rule-counts.ts'
import { openStore } from '../../../audit/store.ts'
import { newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

const hours = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 3_600_000).toISOString()

const rows = [
  prepared(0, { time: hours(0) }),
  prepared(1, { time: hours(1), agent: 'codex', tool: 'shell.exec', tool_raw: 'Bash' }),
  prepared(2, { time: hours(2), dry_run: false, mode: 'enforce', applied: 'block' }),
  prepared(3, { time: hours(30), rule: 'other', matched: ['other', 'no-echo'] }),
  prepared(4, {
    time: hours(31),
    effect: 'allow',
    verdict: 'allow',
    rule: null,
    matched: [],
    reason: null,
    dry_run: false,
  }),
  prepared(5, { time: hours(75), policy_file: '/srv/project/second.yaml', session: 'two' }),
  prepared(6, { time: hours(75), kind: 'session_start' }),
]

const filters: [name: string, filter: EventFilter, seqs: number[]][] = [
  ['nothing asked', {}, [7, 6, 5, 4, 3, 2, 1]],
  ['shadow', { only: 'shadow', kind: 'decision' }, [6, 4, 2, 1]],
  ['live', { only: 'live' }, [5, 3]],
  ['since', { since: hours(30) }, [7, 6, 5, 4]],
  ['since in ms', { since: Date.parse(hours(75)) }, [7, 6]],
  ['since with another offset', { since: '2026-01-02T07:00:00+01:00' }, [7, 6, 5, 4]],
  ['until is outside', { until: hours(1) }, [1]],
  ['agent glob', { agent: 'co*' }, [2]],
  ['tool glob on the dialect’s name', { tool: 'shell.*' }, [2]],
  ['tool glob on the agent’s name', { tool: 'B[ab]sh', agent: 'codex' }, [2]],
  ['policy', { policy: 'policy', policyFile: '/srv/project/second.yaml' }, [7, 6].slice(1)],
  ['a rule that fired, deciding or not', { rule: 'no-echo' }, [6, 4, 3, 2, 1]],
  ['a rule, shadow alone', { rule: 'no-echo', only: 'shadow' }, [6, 4, 2, 1]],
  ['a rule of one file', { rule: 'no-echo', policyFile: '/srv/project/second.yaml' }, [6]],
  ['no rule', { rule: '' }, [5]],
  ['effect', { effect: 'allow' }, [5]],
  ['session', { session: 'two' }, [6]],
  ['kind', { kind: 'session_start' }, [7]],
  ['before and after', { before: 5, after: 2 }, [4, 3]],
]

test('filters', async (t) => {
  const store = newStore(t)
  value(store.append(rows))
  const reader = readerOf(t, store)
  for (const [name, filter, seqs] of filters) {
    await t.test(name, () => {
      const page = value(listEvents(reader, filter, { count: true }))
      assert.deepEqual(
        page.events.map((event) => event.seq),
        seqs,
      )
      assert.equal(page.next, null)
      if (filter.before === undefined) assert.equal(page.total, seqs.length)
      const inOrder = [...eventsInOrder(reader, filter, 2)].flatMap((page) => value(page).map((event) => event.seq))
      assert.deepEqual(inOrder, seqs.toReversed())
    })
  }
})

test('an event comes back as it was given, with null where a decision has none', (t) => {
  const store = newStore(t)
  value(store.append(rows))
  const reader = readerOf(t, store)
  const found = value(findEvent(reader, 'event-4'))
  assert.equal(found?.rule, null)
  assert.equal(found?.blocked_by, null)
  assert.deepEqual(found?.args, { command: 'echo 4' })
  assert.equal(found?.dry_run, false)
  assert.equal(found?.args_state, 'whole')
  assert.equal(value(findEvent(reader, 'missing')), null)
})

test('pages of a rule meet without a gap', (t) => {
  const store = newStore(t)
  value(store.append(Array.from({ length: 25 }, (_, index) => prepared(index, { dry_run: index % 3 === 0 }))))
  const reader = readerOf(t, store)
  const rule = { policy: 'policy', policyFile: '/srv/project/policy.yaml', rule: 'no-echo' }
  for (const [only, expected] of [
    [undefined, 25],
    ['shadow', 9],
    ['live', 16],
  ] as const) {
    const seqs: number[] = []
    let before: number | null | undefined
    do {
      const page = value(ruleEvents(reader, rule, { limit: 4, ...(only && { only }), ...(before && { before }) }))
      seqs.push(...page.events.map((event) => event.seq))
      before = page.next
    } while (before !== null)
    assert.equal(new Set(seqs).size, expected)
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => b - a),
    )
  }
  assert.deepEqual(value(ruleEvents(reader, { ...rule, rule: 'none' })).events, [])
})

test('counts by rule, for all time and for windows', (t) => {
  const store = newStore(t)
  value(store.append(rows.slice(0, 3)))
  value(store.append(rows.slice(3)))
  const reader = readerOf(t, store)
  const short = (window = {}) =>
    value(ruleCounts(reader, window)).map((count) => [
      path.basename(count.policyFile),
      count.rule,
      count.effect,
      count.dryRun ? 'shadow' : 'live',
      count.hits,
      count.decided,
    ])
  assert.deepEqual(short(), [
    ['policy.yaml', '', 'allow', 'live', 1, 1],
    ['policy.yaml', 'no-echo', '', 'shadow', 1, 0],
    ['policy.yaml', 'no-echo', 'deny', 'live', 1, 1],
    ['policy.yaml', 'no-echo', 'deny', 'shadow', 2, 2],
    ['policy.yaml', 'other', 'deny', 'shadow', 1, 1],
    ['second.yaml', 'no-echo', 'deny', 'shadow', 1, 1],
  ])
  assert.deepEqual(short({ since: hours(75) }), [['second.yaml', 'no-echo', 'deny', 'shadow', 1, 1]])
  assert.deepEqual(short({ since: hours(1), until: hours(2) }), [['policy.yaml', 'no-echo', 'deny', 'shadow', 1, 1]])
  assert.equal(
    short({ since: hours(1), until: hours(75) }).reduce((sum, count) => sum + Number(count[5]), 0),
    4,
    'a window with whole days in it counts each decision once',
  )
  const decided = value(ruleCounts(reader)).reduce((sum, count) => sum + count.decided, 0)
  assert.equal(decided, value(listEvents(reader, { kind: 'decision' }, { count: true })).total)
  assert.equal(value(ruleCounts(reader)).find((count) => count.rule === 'other')?.lastSeen, hours(30))
  assert.deepEqual(
    value(decisionsOverTime(reader, {}, 'day')).map((point) => [point.start.slice(0, 10), point.decisions]),
    [
      ['2026-01-01', 1],
      ['2026-01-01', 2],
      ['2026-01-02', 1],
      ['2026-01-02', 1],
      ['2026-01-04', 1],
    ],
  )
})

test('a reader says what is wrong with the file', (t) => {
  const folder = temporaryFolder(t)
  const missing = openReader(path.join(folder, 'audit.db'))
  assert.equal(!missing.ok && missing.error.code, 'no-file')
  assert.ok(!existsSync(path.join(folder, 'audit.db')), 'and makes none')
})

test('reading changes no byte of the database', (t) => {
  const store = newStore(t)
  value(store.append(rows))
  const bytes = () => [readFileSync(store.file), readFileSync(`${store.file}-wal`)]
  const before = bytes()
  const reader = value(openReader(store.file))
  value(listEvents(reader, {}))
  value(ruleCounts(reader))
  reader.close()
  assert.deepEqual(bytes(), before)
})

test('policy texts are kept once by digest', (t) => {
  const store = newStore(t)
  const texts = [{ file: 'policy.yaml', text: 'version: 1\n' }]
  value(store.keepPolicy('abc', texts, hours(0)))
  value(store.keepPolicy('abc', [], hours(1)))
  const reader = readerOf(t, store)
  assert.deepEqual(value(policyTexts(reader, 'abc')), texts)
  assert.equal(value(policyTexts(reader, 'def')), null)
})

test('windows hold exactly their events, whatever the clock did', (t) => {
  const folder = temporaryFolder(t)
  let run = 0
  const hour = fc.integer({ min: -2, max: 60 })
  fc.assert(
    fc.property(
      fc.array(hour, { maxLength: 30 }),
      fc.option(hour),
      fc.option(hour),
      fc.nat(4),
      (times, since, until, batch) => {
        const store = value(openStore(path.join(folder, `${run++}.db`)))
        const all = times.map((time, index) => prepared(index, { time: hours(time + index / 100) }))
        while (all.length > 0) value(store.append(all.splice(0, batch + 1)))
        const reader = value(openReader(store.file))
        const filter = {
          ...(since !== null && { since: hours(since) }),
          ...(until !== null && { until: hours(until) }),
        }
        const expected = times
          .map((time, index) => ({ time: time + index / 100, id: `event-${index}` }))
          .filter(({ time }) => (since === null || time >= since) && (until === null || time < until))
          .map(({ id }) => id)
        const page = value(listEvents(reader, filter, { count: true }))
        assert.deepEqual(
          page.events.map((event) => event.id),
          expected.toReversed(),
        )
        assert.equal(page.total, expected.length)
        reader.close()
        store.close()
      },
    ),
    { numRuns: 60 },
  )
})
