import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Evidence, readinessOf, usualDemands } from '../../../analysis/readiness/readiness.ts'
import { readinessLines, readinessMarkdown } from '../../../analysis/readiness/report.ts'

const example = { id: 'e1', time: '2026-01-02T03:04:05.000Z', call: 'Bash rm -rf build' }

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    tried: {
      from: 'replay',
      calls: 1204,
      distinct: 310,
      unknown: 0,
      wouldBe: [{ rule: 'no-rm', effect: 'deny', count: 29, examples: [example] }],
    },
    observed: { first: '2026-01-01T00:00:00.000Z', last: '2026-01-07T12:00:00.000Z' },
    neverHit: [],
    reviews: { truePositive: 29, falsePositive: 0, open: 0, stillStopped: [] },
    tests: { run: 4, failing: [] },
    limits: [],
    candidates: [],
    refused: null,
    ...more,
  }
}

const tried = evidence().tried

const standsInTheWay: [what: string, more: Partial<Evidence>, reason: RegExp][] = [
  ['no call', { tried: { ...tried, calls: 0, wouldBe: [] }, observed: null }, /No call was recorded.*at least one/],
  [
    'a failing test',
    { tests: { run: 4, failing: [{ label: 'reads .env', message: 'expected deny, got allow' }] } },
    /The test "reads \.env" fails: expected deny, got allow/,
  ],
  [
    'a call that could not be decided',
    { tried: { ...tried, wouldBe: [{ rule: null, effect: 'error', count: 1, examples: [] }] } },
    /1 call could not be decided; enforcement would block it\./,
  ],
  [
    'a false positive that is still stopped',
    { reviews: { truePositive: 28, falsePositive: 1, open: 0, stillStopped: [example] } },
    /Marked as a false positive, and still stopped: Bash rm -rf build/,
  ],
  [
    'a text that the engine refuses',
    { refused: '`rules` is missing' },
    /The engine refuses this text: `rules` is missing/,
  ],
]

for (const [what, more, reason] of standsInTheWay) {
  test(`${what} stands in the way of a flip`, () => {
    const readiness = readinessOf(evidence(more))
    assert.equal(readiness.state, 'not-ready')
    assert.match(readiness.blocking.join('\n'), reason)
  })
}

test('enough calls, passing tests and no doubt make a policy ready', () => {
  const readiness = readinessOf(evidence())
  assert.deepEqual([readiness.state, readiness.blocking, readiness.advice], ['ready', [], []])
  assert.equal(readiness.reviewedShare, 1)
})

test('more evidence can be demanded than there is', () => {
  const half = evidence({ reviews: { truePositive: 10, falsePositive: 4, open: 15, stillStopped: [] } })
  const readiness = readinessOf(half, { minCalls: 5000, minReviewed: 0.5 })
  assert.deepEqual(readiness.blocking, [
    '1,204 calls recorded in the window; at least 5,000 must be. Let an agent work under observation first.',
    '48 % of the would-be decisions were reviewed; 50 % must be.',
  ])
  assert.equal(readinessOf(half, usualDemands).state, 'ready')
})

test('what a person should know does not stand in the way', () => {
  const { state, advice } = readinessOf(
    evidence({
      tried: { ...tried, from: 'recorded', unknown: 3 },
      observed: { first: '2026-01-01T00:00:00.000Z', last: '2026-01-01T09:00:00.000Z' },
      neverHit: ['no-curl'],
      tests: { run: 0, failing: [] },
      limits: [{ limit: 'the command had failed', count: 2 }],
      candidates: [{ name: 'stricter', calls: 40, disagreements: 2 }],
    }),
  )
  assert.equal(state, 'ready')
  assert.deepEqual(advice, [
    'Less than a day was observed; work that happens on other days was not.',
    'The numbers are as recorded; the calls were not judged again by the text as it stands.',
    'Of 3 calls a value that decides was not stored; what becomes of them is unknown.',
    'The policy has no tests.',
    'Never hit in the window: no-curl.',
    '2 × the agent could not be made to obey: the command had failed',
    'stricter answers otherwise for 2 of 40 calls.',
  ])
})

test('the report says the answer first, then what it rests on', () => {
  assert.deepEqual(readinessLines('team.yaml', readinessOf(evidence())), [
    'Nothing stands in the way of enforcing team.yaml',
    '1,204 calls (310 distinct) from 2026-01-01 00:00 to 2026-01-07 12:00 UTC; enforcement would change 29 of them.',
    '  no-rm: would deny 29 calls',
    '      Bash rm -rf build',
    '4 tests passed.',
  ])
})

test('nothing in a recorded call becomes markup of the report', () => {
  const nasty = { ...example, call: 'Bash echo `a` | tee <b>x</b>' }
  const wouldBe = [{ rule: 'a|b', effect: 'deny', count: 1, examples: [nasty] }] as const
  const text = readinessMarkdown('x', readinessOf(evidence({ tried: { ...tried, wouldBe } })))
  assert.match(text, /\| a\\\|b \| would deny \| 1 \| `` Bash echo `a` \\\| tee <b>x<\/b> `` \|/)
})
