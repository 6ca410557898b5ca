import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { OwnLog } from '../../../analysis/replay/ownLog.ts'
import { finish, Replay, type Replayed, type ReplayedText } from '../../../analysis/replay/replay.ts'
import { forget } from '../../../audit/forget.ts'
import { prune } from '../../../audit/prune.ts'
import type { Reader } from '../../../audit/reader.ts'
import type { Store } from '../../../audit/store.ts'
import { agentCalls } from '../../../bench/support/calls.ts'
import { policyTexts } from '../../../bench/support/policies.ts'
import { newStore, prepared, readerOf, value } from '../audit/support.ts'
import { outcomesOf, textOf } from './support.ts'

const hand = { who: 'somebody', time: '2026-01-02T00:00:00Z', source: 'cli' } as const
/** One second after the start of the made logs, before which nothing was recorded. */
const window = { since: Date.UTC(2025, 0, 1) }

/** Appends these of the known calls as the next events; the policy in `text` said `deny` of each. */
function record(store: Store, from: number, picked: readonly number[], { file, policy }: ReplayedText): void {
  const rows = picked.map((pick, index) => {
    const { tool, args } = agentCalls[pick % agentCalls.length] as (typeof agentCalls)[number]
    const number = from + index
    return prepared(number, {
      ...{ tool, tool_raw: tool, args, session: `session-${pick % 3}`, rule: null, matched: [] },
      ...{ policy_file: file, policy_digest: policy.digest },
    })
  })
  value(store.append(rows))
}

/** A log that is followed, and the newest judgement of its text. */
class Followed {
  readonly log: OwnLog
  readonly engine: Replay
  private judged: Replayed | null = null

  constructor(reader: Reader) {
    this.log = new OwnLog(reader, window, {})
    value(finish(this.log.read()))
    this.engine = new Replay(this.log.source)
  }

  readOn(): boolean {
    const isAll = value(finish(this.log.readOn()))
    if (isAll) this.engine.grow()
    return isAll
  }

  /** Everything there is to say of a text, from what was said before. */
  says(text: ReplayedText) {
    this.judged = finish(this.engine.judge(text, this.judged))
    return [outcomesOf(this.judged), this.engine.report(this.judged)]
  }
}

const picks = fc.array(fc.nat(20), { maxLength: 8 })
const steps = fc.array(fc.record({ picks, rules: fc.option(fc.integer({ min: 1, max: 12 })) }), { maxLength: 5 })

for (const dialect of ['agent-assembly-sandbox', 'edictum', 'orca'] as const) {
  test(`a log that is read on comes to the same as one that is read anew (${dialect})`, (t) => {
    const make = policyTexts[dialect] as (rules: number, from: number) => string
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), steps, (first, rest) => {
        const store = newStore(t)
        const reader = readerOf(t, store)
        let text = textOf(make(12, 0))
        record(store, 0, first, text)
        let count = first.length
        const followed = new Followed(reader)
        followed.says(text)
        for (const { picks: added, rules } of rest) {
          if (rules !== null) text = textOf(make(rules, 1))
          record(store, count, added, text)
          count += added.length
          assert.equal(followed.readOn(), true)
          assert.deepEqual(followed.says(text), new Followed(reader).says(text))
        }
        reader.close()
        store.close()
      }),
      { numRuns: 25 },
    )
  })
}

const text = textOf(policyTexts['agent-assembly-sandbox']?.(12, 0) ?? '')

function grown(t: TestContext): { readonly store: Store; readonly followed: Followed } {
  const store = newStore(t)
  record(store, 0, [0, 1, 2, 3], text)
  return { store, followed: new Followed(readerOf(t, store)) }
}

test('after rows were pruned or one was forgotten, the log is to be read anew', (t) => {
  const pruned = grown(t)
  value(prune(pruned.store, Date.UTC(2026, 0, 1, 0, 0, 2), hand))
  assert.equal(pruned.followed.readOn(), false)
  const erased = grown(t)
  value(forget(erased.store, 'event-1', hand))
  assert.equal(erased.followed.readOn(), false)
})

test('so is one that had no call yet, or holds rows that its tables of calls do not', (t) => {
  const store = newStore(t)
  const empty = new Followed(readerOf(t, store))
  record(store, 0, [1], text)
  assert.equal(empty.readOn(), false)
  const { store: other, followed } = grown(t)
  record(other, 10, [5], text)
  value(other.write((db) => db.exec('UPDATE call_index SET indexed_to = 3')))
  assert.equal(followed.readOn(), false)
})

test('a log that stayed as it was is read on for nothing', (t) => {
  const { followed } = grown(t)
  const before = followed.says(text)
  assert.equal(followed.readOn(), true)
  assert.deepEqual(followed.says(text), before)
})

test('what a policy was recorded to say in the meantime stands, whatever its text comes to', (t) => {
  const { store, followed } = grown(t)
  followed.says(text)
  record(store, 4, [4, 4], text)
  followed.readOn()
  const [, report] = followed.says(text) as [unknown, ReturnType<Replay['report']>]
  assert.equal(report.byEffect.deny, 6)
})
