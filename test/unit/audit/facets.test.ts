import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { facetCounts, runCounts } from '../../../audit/facets.ts'
import type { EventFilter } from '../../../audit/filter.ts'
import { prune } from '../../../audit/prune.ts'
import { reviewCounts, reviewsOf, setReviews } from '../../../audit/reviews.ts'
import { type Read, scanPage, scanRuns, widthAfter } from '../../../audit/scan.ts'
import { newStore, prepared, readerOf, value } from './support.ts'

const hours = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 3_600_000).toISOString()
const agents = ['claude-code', 'codex'] as const

/** A log of 400 decisions over 100 hours: five rules in two policies, two agents, three tools, twenty sessions. */
function filled(t: TestContext) {
  const store = newStore(t)
  const rows = Array.from({ length: 400 }, (_, index) => {
    const rule = index % 7 === 0 ? null : `rule-${index % 5}`
    return prepared(index, {
      time: hours(index / 4),
      agent: agents[index % 2] as string,
      tool: `tool-${index % 3}`,
      tool_raw: `Tool${index % 3}`,
      session: `session-${Math.trunc(index / 20)}`,
      policy_file: `/srv/${index % 4 === 0 ? 'first' : 'second'}.yaml`,
      rule,
      matched: rule === null ? [] : [rule],
      effect: index % 6 === 0 ? 'redact' : 'deny',
      dry_run: index % 3 !== 0,
    })
  })
  value(store.append(rows))
  return { store, reader: readerOf(t, store) }
}

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

const filters: fc.Arbitrary<EventFilter> = fc.record(
  {
    only: fc.constantFrom('shadow', 'live'),
    since: fc.integer({ min: 0, max: 100 }).map(hours),
    until: fc.integer({ min: 0, max: 100 }).map(hours),
    agent: fc.constantFrom('codex', 'c*', 'none'),
    tool: fc.constantFrom('Tool1', 'tool-2', 'T*'),
    policyFile: fc.constantFrom('/srv/first.yaml', '/srv/second.yaml'),
    rule: fc.constantFrom('rule-1', 'rule-3', ''),
    effect: fc.constantFrom('redact', 'deny', 'allow'),
  },
  { requiredKeys: [] },
)

test('groups count exactly the events that a page by page search finds', (t) => {
  const { reader } = filled(t)
  const read: Read = (work) => reader.read(work)
  fc.assert(
    fc.property(filters, fc.integer({ min: 1, max: 50 }), (filter, limit) => {
      const seqs: number[] = []
      for (let before: number | undefined; ; ) {
        const page = value(finish(scanPage(read, filter, { limit, ...(before !== undefined && { before }) })))
        seqs.push(...page.rows.map(({ seq }) => seq))
        if (page.next === null) break
        before = page.next
      }
      assert.deepEqual(
        seqs,
        seqs.toSorted((a, b) => b - a),
      )
      assert.equal(new Set(seqs).size, seqs.length)
      for (const by of ['agent', 'tool', 'rule'] as const) {
        const counts = value(reader.read((db) => facetCounts(db, filter, by)))
        assert.equal(
          counts.reduce((sum, { count }) => sum + count, 0),
          seqs.length,
          `by ${by}`,
        )
        assert.equal(
          counts.reduce((most, { lastSeq }) => Math.max(most, lastSeq), 0),
          seqs[0] ?? 0,
        )
      }
      const runs = value(finish(scanRuns(read, filter, { enough: () => false })))
      assert.equal(
        runs.runs.reduce((sum, { count }) => sum + count, 0),
        seqs.length,
        'by run',
      )
    }),
    { numRuns: 200 },
  )
})

test('the events of a run are looked for only between its first and its last', (t) => {
  const { reader } = filled(t)
  const read: Read = (work) => reader.read(work)
  const page = value(finish(scanPage(read, { session: 'session-3', tool: 'Tool1' }, { limit: 50 })))
  assert.deepEqual(
    page.rows.map(({ seq }) => seq),
    [80, 77, 74, 71, 68, 65, 62],
  )
  const none = value(finish(scanPage(read, { session: 'nobody’s' }, { limit: 50 })))
  assert.deepEqual([none.rows, none.next], [[], null])
})

test('a group says what it is a group of', (t) => {
  const { reader } = filled(t)
  const counts = (filter: EventFilter, by: 'rule' | 'agent' | 'tool') =>
    value(reader.read((db) => facetCounts(db, filter, by)))
  assert.deepEqual([...new Set(counts({}, 'tool').map(({ tool }) => tool))], ['Tool0', 'Tool1', 'Tool2'])
  assert.deepEqual([...new Set(counts({ agent: 'co*' }, 'agent').map(({ agent }) => agent))], ['codex'])
  const [rule] = counts({ only: 'shadow', rule: 'rule-3', policyFile: '/srv/first.yaml' }, 'rule')
  assert.deepEqual(
    [rule?.policy, rule?.policyFile, rule?.rule, rule?.dialect],
    ['policy', '/srv/first.yaml', 'rule-3', 'edictum'],
  )
})

test('runs come begun last first, in pages, and know when they were', (t) => {
  const { reader } = filled(t)
  const first = value(reader.read((db) => runCounts(db, { only: 'shadow' }, { limit: 3 })))
  assert.deepEqual(
    first.map(({ session }) => session),
    ['session-19', 'session-18', 'session-17'],
  )
  assert.deepEqual([first[0]?.firstSeen, first[0]?.lastSeen, first[0]?.count], [hours(95), hours(99.75), 13])
  const next = value(reader.read((db) => runCounts(db, {}, { limit: 1, before: first[2]?.run ?? 0 })))
  assert.deepEqual(
    next.map(({ session, count }) => [session, count]),
    [['session-16', 20]],
  )
  const old = value(reader.read((db) => runCounts(db, { until: hours(6) }, { limit: 9 })))
  assert.deepEqual(
    old.map(({ session }) => session),
    ['session-1', 'session-0'],
  )
})

test('a search that is told enough ends with what it has, and goes on from there', (t) => {
  const { reader } = filled(t)
  const read: Read = (work) => reader.read(work)
  const found: number[] = []
  let before: number | null = Number.MAX_SAFE_INTEGER
  let pages = 0
  while (before !== null) {
    const page: { rows: readonly { seq: number }[]; next: number | null } = value(
      finish(scanPage(read, { tool: 'Tool1' }, { before, limit: 1000, enough: () => true })),
    )
    found.push(...page.rows.map(({ seq }) => seq))
    before = page.next
    pages++
  }
  assert.equal(found.length, 133)
  assert.ok(pages >= 1)
})

test('slices grow while they are quick and shrink when they are slow', () => {
  assert.equal(widthAfter(4096, 1), 16_384)
  assert.equal(widthAfter(4096, 20), 4096)
  assert.equal(widthAfter(4096, 100), 2048)
  assert.equal(widthAfter(256, 100), 256)
})

test('reviews are kept by event, counted by rule, and leave the count with a pruned row', (t) => {
  const { store, reader } = filled(t)
  const by = { who: 'somebody', time: hours(101) }
  assert.equal(value(setReviews(store, ['event-1', 'event-2', 'event-399', 'nothing'], 'false_positive', by)), 3)
  assert.equal(value(setReviews(store, ['event-2'], 'true_positive', by)), 1)
  const shown = () => value(reader.read((db) => reviewsOf(db, ['event-1', 'event-2', 'event-3'])))
  assert.deepEqual(shown(), { 'event-1': 'false_positive', 'event-2': 'true_positive' })
  const counts = () =>
    value(reader.read((db) => reviewCounts(db, '/srv/second.yaml'))).map(({ rule, review, count, ids }) => [
      rule,
      review,
      count,
      ids,
    ])
  assert.deepEqual(counts(), [
    ['', 'false_positive', 1, ['event-399']],
    ['rule-2', 'true_positive', 1, ['event-2']],
    ['rule-1', 'false_positive', 1, ['event-1']],
  ])
  value(setReviews(store, ['event-2'], null, by))
  assert.deepEqual(shown(), { 'event-1': 'false_positive' })
  value(prune(store, hours(50), { who: 'somebody', time: hours(102), source: 'cli' }))
  assert.deepEqual(counts(), [['', 'false_positive', 1, ['event-399']]])
  const gone = setReviews(store, ['event-1'], 'true_positive', by)
  assert.match(gone.ok ? '' : gone.error.message, /No such decision is in the log any more/)
})
