import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { firstPage, withNewest, withOlder } from '../../../client/views/pages.ts'
import { group } from '../../../client/views/shadowNodes.ts'
import type { ShadowRule } from '../../../server/protocol.ts'

const at = (...seqs: number[]) => seqs.map((seq) => ({ seq }))
const seqs = ({ events }: { events: readonly { seq: number }[] }) => events.map(({ seq }) => seq)

describe('pages', () => {
  test('newer events come before what was loaded, none twice', () => {
    const loaded = { events: at(5, 4, 3, 2), more: true }
    const next = withNewest(loaded, at(7, 6, 5), 3)
    assert.deepEqual(seqs(next), [7, 6, 5, 4, 3, 2])
    assert.equal(next.more, true)
  })

  test('a gap between the two drops what was loaded: it can be asked for again', () => {
    const next = withNewest({ events: at(5, 4), more: false }, at(20, 19, 18), 3)
    assert.deepEqual(seqs(next), [20, 19, 18])
    assert.equal(next.more, true)
  })

  test('a log that was replaced shows what it holds now', () => {
    assert.deepEqual(seqs(withNewest({ events: at(9, 8), more: true }, [], 3)), [])
    assert.deepEqual(seqs(withNewest({ events: at(9, 8), more: false }, at(2, 1), 3)), [2, 1])
  })

  test('the next page follows; an empty one ends the list', () => {
    const loaded = firstPage(at(9, 8, 7), 3)
    assert.equal(loaded.more, true)
    const next = withOlder(loaded, at(6, 5), 3)
    assert.deepEqual(seqs(next), [9, 8, 7, 6, 5])
    assert.equal(next.more, false)
    assert.equal(withOlder(loaded, [], 3).more, false)
  })
})

describe('grouping', () => {
  const line = (rule: string | null, count: number, minute: number, more: Partial<ShadowRule> = {}): ShadowRule => ({
    policy: 'p',
    policyFile: '/p.yaml',
    dialect: 'edictum',
    rule,
    effect: 'deny',
    count,
    lastSeen: `2026-06-11T10:${minute}:00Z`,
    ...more,
  })

  test('policies and rules, the most recent first', () => {
    const other = { policy: 'q', policyFile: '/q.yaml' }
    const { policies, changed } = group([line('a', 1, 10), line('b', 2, 20), line('c', 3, 30, other)], [])
    assert.equal(changed, 'all')
    const shown = policies.map(({ name, count, rules }) => [name, count, rules.map(({ rule }) => rule)])
    assert.deepEqual(shown, [
      ['q', 3, ['c']],
      ['p', 3, ['b', 'a']],
    ])
  })

  test('nothing new: nothing to draw; rows stay the same objects', () => {
    const first = group([line('a', 1, 10), line(null, 2, 20)], [])
    const second = group([line('a', 1, 10), line(null, 2, 20)], first.policies)
    assert.deepEqual(second.changed, [])
    assert.equal(second.policies[0], first.policies[0])
  })

  test('one more event draws its policy anew and marks only its rule as stale', () => {
    const first = group([line('a', 1, 10), line('b', 2, 20)], [])
    for (const rule of first.policies[0]?.rules ?? []) rule.stale = false
    const second = group([line('a', 2, 40), line('b', 2, 20)], first.policies)
    assert.deepEqual(second.changed, [first.policies[0]])
    assert.deepEqual(
      second.policies[0]?.rules.map(({ rule, stale }) => [rule, stale]),
      [
        ['a', true],
        ['b', false],
      ],
    )
  })

  test('a rule with several effects is one row, with the strongest', () => {
    const { policies } = group([line('a', 1, 10, { effect: 'warn' }), line('a', 2, 5 + 10)], [])
    assert.deepEqual(
      policies[0]?.rules.map(({ count, effect }) => [count, effect]),
      [[3, 'deny']],
    )
  })

  test('a policy that left the log leaves the view', () => {
    const first = group([line('a', 1, 10)], [])
    assert.deepEqual(group([], first.policies), { policies: [], changed: 'all' })
  })
})
