import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { nothingObserved } from '../../../analysis/readiness/gather.ts'
import { triedByReplay } from '../../../analysis/readiness/replayed.ts'
import { noEffects } from '../../../analysis/replay/report.ts'
import type { LoggedEvent } from '../../../audit/stored-event.ts'
import { policies } from '../../support/opened.ts'

const rule = { hits: 0, byEffect: noEffects(), onOutputs: false, recordedHits: 0 }

test('what the text would do to the calls is told by rule, with recorded events as examples', () => {
  const document = readPolicyDocument('/p', policies.sandbox)
  assert.ok(document)
  const event = {
    id: 'e1',
    time: '2026-01-01T00:00:00.000Z',
    tool_raw: 'Bash',
    args: { command: 'rm -rf x' },
    effect: 'deny',
  }
  const noLonger = { ...event, id: 'e2', args: { command: 'rm x' } }
  const fired = {
    ...{ policy: 'p', policyFile: '/p', dialect: null, dryRun: true, lastSeq: 1, lastSeen: '' },
    ...{ rule: 'keys', effect: 'redact', hits: 3, decided: 3 },
  }
  const { tried, neverHit } = triedByReplay(
    {
      calls: 20,
      distinct: 7,
      byDefault: { ...noEffects(), deny: 2 },
      aside: [
        { reason: 'unknown', count: 3, sentence: '' },
        { reason: 'other-kind', count: 9, sentence: '' },
      ],
      rules: [
        { ...rule, label: 'no-rm', hits: 5, byEffect: { ...noEffects(), deny: 5 } },
        { ...rule, label: 'never' },
        { ...rule, label: 'keys', onOutputs: true, recordedHits: 3 },
      ],
    },
    {
      ...nothingObserved,
      fired: [fired],
      examples: [{ rule: 'no-rm', events: [event, { ...event, id: 'e0' }, noLonger] as unknown as LoggedEvent[] }],
    },
    document,
  )
  assert.deepEqual(
    tried.wouldBe.map(({ rule: label, effect, count, examples }) => [
      label,
      effect,
      count,
      examples.map(({ call }) => call),
    ]),
    [
      ['no-rm', 'deny', 5, ['Bash rm -rf x']],
      ['keys', 'redact', 3, []],
      [null, 'deny', 2, []],
    ],
  )
  assert.deepEqual([tried.calls, tried.distinct, tried.unknown], [20, 7, 3])
  assert.deepEqual(neverHit, ['never'])
})
