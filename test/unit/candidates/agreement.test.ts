import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementFrom, agreementLines, agreementMarkdown } from '../../../analysis/candidates/agreement.ts'
import { agreementOf } from '../../../audit/agreement.ts'
import { newStore, prepared, readerOf, value } from '../audit/support.ts'

const live = '/srv/project/policy.yaml'
const candidate = '/state/audit.candidates/abc/policy.yaml'

/** Both policies' rows on one call. */
function pair(index: number, liveEffect: 'deny' | 'allow', candidateEffect: 'deny' | 'allow') {
  const call = { call_id: `call-${index}`, time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString() }
  const of = (effect: 'deny' | 'allow', policy_file: string, id: string) => {
    const rule = effect === 'deny' ? 'no-echo' : null
    return prepared(index, {
      ...call,
      id,
      policy_file,
      effect,
      rule,
      matched: rule ? [rule] : [],
      dry_run: rule !== null,
    })
  }
  return [of(liveEffect, live, `l${index}`), of(candidateEffect, candidate, `c${index}`)]
}

test('two policies that judged the same calls are compared call by call', (t) => {
  const store = newStore(t)
  const lone = prepared(9, { id: 'c9', call_id: 'call-9', policy_file: candidate })
  const rows = [
    ...pair(0, 'deny', 'deny'),
    ...pair(1, 'deny', 'allow'),
    ...pair(2, 'deny', 'allow'),
    ...pair(3, 'allow', 'allow'),
  ]
  value(store.append([...rows, lone]))
  const agreement = agreementFrom(value(agreementOf(readerOf(t, store), live, candidate)), (id) => `Bash ${id}`)
  assert.equal(agreement.calls, 4)
  assert.equal(agreement.agreeing, 2)
  assert.deepEqual(agreement.table[0], { live: 'deny', candidate: 'allow', calls: 2 })
  assert.deepEqual(agreement.divergences, [
    {
      live: 'deny',
      candidate: 'allow',
      calls: 2,
      liveRule: 'no-echo',
      candidateRule: null,
      examples: ['Bash c2', 'Bash c1'],
    },
  ])
  assert.deepEqual(agreementLines('policy.yaml', agreement), [
    'policy.yaml and its candidate agree on 2 of 4 calls.',
    '  2 × deny by no-echo → allow',
    '      Bash c2',
    '      Bash c1',
  ])
  assert.match(
    agreementMarkdown('policy.yaml', agreement),
    /\| deny by no\\-echo \| allow \| 2 \| `Bash c2`<br>`Bash c1` \|/,
  )
})

test('of a call that the policy answered before and after a flip, the answer beside the candidate’s counts', (t) => {
  const store = newStore(t)
  const observed = prepared(0, { id: 'l-before', call_id: 'call-0', rule: 'other', matched: ['other'] })
  value(store.append([observed, ...pair(0, 'deny', 'allow')]))
  const rows = value(agreementOf(readerOf(t, store), live, candidate))
  assert.deepEqual(
    rows.map(({ liveRule, calls }) => [liveRule, calls]),
    [['no-echo', 1]],
  )
})

test('a window leaves out what lies before it', (t) => {
  const store = newStore(t)
  value(store.append([...pair(0, 'deny', 'allow'), ...pair(5, 'deny', 'deny')]))
  const rows = value(agreementOf(readerOf(t, store), live, candidate, { since: '2026-01-01T00:00:03Z' }))
  assert.deepEqual(
    rows.map(({ calls, candidateEffect }) => [calls, candidateEffect]),
    [[1, 'deny']],
  )
})

test('without a pair there is nothing to say', () => {
  assert.deepEqual(
    agreementLines(
      'p',
      agreementFrom([], () => null),
    ),
    ['No call was judged by p and its candidate yet.'],
  )
})
