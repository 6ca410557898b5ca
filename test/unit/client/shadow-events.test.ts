import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  exactly,
  filterWords,
  isFiltered,
  readShown,
  shownWords,
  usual,
  without,
} from '../../../client/views/filter.ts'
import { withNewest, withOlder } from '../../../client/views/pages.ts'
import { type GroupNode, group, type PolicyNode, type RootNode } from '../../../client/views/shadowNodes.ts'
import type { Group } from '../../../server/protocol/events.ts'

const page = (next: number | null, ...seqs: number[]) => ({ events: seqs.map((seq) => ({ seq })), next })
const seqs = ({ events }: { events: readonly { seq: number }[] }) => events.map(({ seq }) => seq)

describe('pages', () => {
  test('newer events come before what was loaded, none twice', () => {
    const next = withNewest(page(2, 5, 4, 3, 2), page(5, 7, 6, 5))
    assert.deepEqual([seqs(next), next.next], [[7, 6, 5, 4, 3, 2], 2])
  })

  test('a gap between the two drops what was loaded: it can be asked for again', () => {
    const next = withNewest(page(null, 5, 4), page(18, 20, 19, 18))
    assert.deepEqual([seqs(next), next.next], [[20, 19, 18], 18])
  })

  test('a search that was given up early still reaches what was loaded', () => {
    const next = withNewest(page(2, 9, 4), page(6, 30))
    assert.deepEqual([seqs(next), next.next], [[30, 4], 2])
  })

  test('a log that was replaced shows what it holds now', () => {
    assert.deepEqual(seqs(withNewest(page(8, 9, 8), page(null))), [])
    assert.deepEqual(seqs(withNewest(page(null, 9, 8), page(null, 2, 1))), [2, 1])
  })

  test('the next page follows; the last one ends the list', () => {
    const next = withOlder(page(7, 9, 8, 7), page(null, 6, 5))
    assert.deepEqual([seqs(next), next.next], [[9, 8, 7, 6, 5], null])
  })
})

describe('grouping', () => {
  const line = (rule: string | null, count: number, minute: number, more: Partial<Group> = {}): Group => ({
    policy: 'p',
    policyFile: '/p.yaml',
    dialect: 'edictum',
    rule,
    agent: '',
    tool: '',
    session: '',
    effects: { deny: count },
    count,
    lastSeen: `2026-06-11T10:${minute}:00Z`,
    ...more,
  })
  const first = (roots: readonly RootNode[]) => roots[0] as PolicyNode

  test('policies with their rules, in the order of the answer', () => {
    const other = { policy: 'q', policyFile: '/q.yaml' }
    const { roots, changed } = group([line('c', 3, 30, other), line('b', 2, 20), line('a', 1, 10)], 'policy', [])
    assert.equal(changed, 'all')
    const shown = roots.map((root) => {
      const { name, count, groups, lastSeen } = root as PolicyNode
      return [name, count, groups.map(({ rule }) => rule), lastSeen.slice(14, 16)]
    })
    assert.deepEqual(shown, [
      ['q', 3, ['c'], '30'],
      ['p', 3, ['b', 'a'], '20'],
    ])
  })

  test('nothing new: nothing to draw; rows stay the same objects', () => {
    const before = group([line('a', 1, 10), line(null, 2, 20)], 'policy', [])
    const after = group([line('a', 1, 10), line(null, 2, 20)], 'policy', before.roots)
    assert.deepEqual(after.changed, [])
    assert.equal(after.roots[0], before.roots[0])
  })

  test('one more event draws its policy anew and marks only its rule as stale', () => {
    const before = group([line('a', 1, 10), line('b', 2, 20)], 'policy', [])
    for (const rule of first(before.roots).groups) rule.stale = false
    const after = group([line('a', 2, 40), line('b', 2, 20)], 'policy', before.roots)
    assert.deepEqual(after.changed, [before.roots[0]])
    assert.deepEqual(
      first(after.roots).groups.map(({ rule, stale }) => [rule, stale]),
      [
        ['a', true],
        ['b', false],
      ],
    )
  })

  test('a rule with several effects is one row, with the strongest', () => {
    const { roots } = group([line('a', 3, 10, { effects: { warn: 1, deny: 2 } })], 'rule', [])
    assert.equal((roots[0] as GroupNode).effect, 'deny')
  })

  test('agents, tools and runs narrow the filter to exactly themselves', () => {
    const key = (by: 'agent' | 'tool' | 'run', more: Partial<Group>) =>
      (group([line(null, 1, 10, { policy: '', policyFile: '', ...more })], by, []).roots[0] as GroupNode).key
    assert.deepEqual(key('agent', { agent: 'team[1]*' }), { agent: 'team[[]1][*]' })
    assert.deepEqual(key('tool', { tool: 'mcp__a__b' }), { tool: 'mcp__a__b' })
    assert.deepEqual(key('run', { session: 's1', agent: 'codex' }), { session: 's1' })
  })

  test('a policy that left the log leaves the view', () => {
    const before = group([line('a', 1, 10)], 'policy', [])
    assert.deepEqual(group([], 'policy', before.roots), { roots: [], changed: 'all' })
  })
})

describe('the filter', () => {
  const filter = {
    only: 'shadow',
    agent: exactly('a*b'),
    windowHours: 24,
    policyFile: '/x/team.yaml',
    rule: null,
  } as const

  test('is told in words beside the title', () => {
    assert.equal(filterWords(usual.filter), '')
    assert.equal(filterWords(filter), 'last 24 hours · agent a*b · policy team.yaml · rule none')
    assert.equal(shownWords({ filter: {}, by: 'tool' }, true), 'paused · by tool · shadow and live')
    assert.equal(isFiltered({ only: 'live' }), true)
  })

  test('loses one facet at a time', () => {
    assert.deepEqual(without(filter, 'policy'), { only: 'shadow', agent: 'a[*]b', windowHours: 24, rule: null })
    assert.deepEqual(without({ only: 'live', tool: 'x' }, 'only'), { tool: 'x', only: 'shadow' })
    assert.deepEqual(without(filter, 'window').windowHours, undefined)
  })

  test('that was kept by another version is read as far as it makes sense', () => {
    assert.deepEqual(readShown(undefined), usual)
    assert.deepEqual(readShown({ filter: { only: 'shadow', agent: 3, rule: null, wild: 'x' }, by: 'moon' }), {
      filter: { only: 'shadow', rule: null },
      by: 'policy',
    })
    assert.deepEqual(readShown({ filter, by: 'run' }), { filter, by: 'run' })
  })
})
