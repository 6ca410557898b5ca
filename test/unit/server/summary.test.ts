import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleCount } from '../../../audit/rule-counts.ts'
import { groupsOf, logFilter } from '../../../server/logRows.ts'
import { grainOf, summaryOf } from '../../../server/summary.ts'

const now = Date.UTC(2026, 5, 11, 10, 30)
const state = { kind: 'ok', message: '', path: '/log' } as const

const count = (rule: string, effect: string, decided: number, more: Partial<RuleCount> = {}): RuleCount => ({
  policy: 'p',
  policyFile: '/p.yaml',
  rule,
  dialect: 'edictum',
  effect,
  dryRun: true,
  hits: decided + 1,
  decided,
  lastSeq: 9,
  lastSeen: '2026-06-11T10:00:00.000Z',
  ...more,
})

test('a card counts decisions, not hits, and what cannot be decided as denied', () => {
  const counts = [
    count('a', 'deny', 3),
    count('b', 'error', 1),
    count('b', 'redact', 4),
    count('c', 'require_approval', 2),
    count('', 'allow', 50, { dryRun: false }),
  ]
  const reviews = [
    { rule: 'a', review: 'true_positive', count: 2, ids: [] },
    { rule: 'b', review: 'false_positive', count: 1, ids: [] },
  ] as const
  const card = summaryOf({ counts, points: [], reviews }, { windowHours: 24, now, state })
  assert.deepEqual(
    [card.decisions, card.wouldDeny, card.wouldRedact, card.wouldRequireApproval, card.wouldWarn],
    [60, 4, 4, 2, 0],
  )
  assert.deepEqual(card.topRule, { rule: 'b', count: 5 })
  assert.deepEqual([card.truePositives, card.falsePositives], [2, 1])
})

test('the picture has a point for every hour, or every day of a long window, also for empty ones', () => {
  const points = [
    { start: '2026-06-11T09:00:00.000Z', effect: 'deny', dryRun: true, decisions: 2 },
    { start: '2026-06-11T09:00:00.000Z', effect: 'deny', dryRun: false, decisions: 7 },
  ]
  const day = summaryOf({ counts: [], points, reviews: [] }, { windowHours: 24, now, state })
  assert.equal(day.over.length, 25)
  assert.deepEqual(day.over.at(-2), { start: '2026-06-11T09:00:00.000Z', effects: { deny: 2 } })
  assert.deepEqual(day.over[0], { start: '2026-06-10T10:00:00.000Z', effects: {} })
  assert.equal(grainOf(24 * 30), 'day')
  assert.equal(summaryOf({ counts: [], points: [], reviews: [] }, { windowHours: 24 * 30, now, state }).over.length, 31)
})

test('a window begins with a full hour, as the counts do', () => {
  assert.deepEqual(logFilter({ windowHours: 1, rule: null, only: 'shadow' }, now), {
    only: 'shadow',
    rule: '',
    since: Date.UTC(2026, 5, 11, 9),
  })
})

test('counts of one group are added up, those seen last first', () => {
  const facet = (rule: string, effect: string, n: number, lastSeen: string) => ({
    ...{ policy: 'p', policyFile: '/p.yaml', dialect: 'edictum', agent: '', tool: '', session: '', lastSeq: 1 },
    ...{ rule, effect, count: n, lastSeen },
  })
  const groups = groupsOf([facet('a', 'deny', 1, '1'), facet('', 'deny', 1, '3'), facet('a', 'redact', 2, '2')])
  assert.deepEqual(
    groups.map(({ rule, effects, count: n }) => [rule, effects, n]),
    [
      [null, { deny: 1 }, 1],
      ['a', { deny: 1, redact: 2 }, 3],
    ],
  )
})
