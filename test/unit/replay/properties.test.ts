import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { finish, Replay } from '../../../analysis/replay/replay.ts'
import { replayedTexts } from '../../../analysis/replay/texts.ts'
import { agentCalls } from '../../../bench/support/calls.ts'
import { policyTexts } from '../../../bench/support/policies.ts'
import { type MadeCall, outcomesOf, sourceOf, textOf } from './support.ts'

const made: MadeCall[] = [
  ...agentCalls.map(({ tool, args }) => ({ tool, args })),
  ...[0, 1, 2, 3, 8, 9].map((number) => ({ tool: 'Bash', args: { command: `rm -rf /srv/${number}/x` } })),
  ...[0, 4, 5, 6].map((number) => ({ tool: 'Read', args: { file_path: `/etc/secret-${number}/key` } })),
  { tool: 'Bash', args: { command: 'rm -rf /srv/[redacted:token]/' }, redacted: ['command'] },
  { tool: 'Bash' },
]

/** One change of a text: the `at`-th number, or word for what a rule does, becomes another. */
interface Change {
  readonly at: number
  readonly to: string
}

const numbers = /\d+/g
const change = fc.record({ at: fc.nat(40), to: fc.constantFrom('0', '1', '2', '3', '7', '8', '9') })
const counts = fc.record({ rules: fc.integer({ min: 1, max: 12 }), from: fc.integer({ min: 0, max: 9 }) })

function changed(text: string, { at, to }: Change): string {
  const places = [...text.matchAll(numbers)].map(({ index }) => index)
  const place = places[at % places.length] ?? 0
  return text.slice(0, place) + text.slice(place).replace(numbers, (found, index) => (index === 0 ? to : found))
}

for (const [dialect, make] of Object.entries(policyTexts)) {
  test(`judged from the version before or anew, a version of ${dialect} comes to the same`, () => {
    const source = sourceOf(made)
    fc.assert(
      fc.property(counts, fc.array(fc.oneof(change, counts), { minLength: 1, maxLength: 6 }), (first, steps) => {
        const engine = new Replay(source)
        let text = make(first.rules, first.from)
        let before = finish(engine.judge(textOf(text)))
        for (const step of steps) {
          text = 'at' in step ? changed(text, step) : make(step.rules, step.from)
          const [read] = replayedTexts([{ path: '/srv/app/policy.yaml', text }]).texts
          if (read === undefined) continue
          const stepwise = finish(engine.judge(read, before))
          assert.deepEqual(outcomesOf(stepwise), outcomesOf(finish(engine.judge(read))))
          before = stepwise
        }
      }),
      { numRuns: 60 },
    )
  })

  test(`counted with their weight or one by one, calls come to the same in ${dialect}`, () => {
    fc.assert(
      fc.property(counts, fc.array(fc.nat(made.length - 1), { maxLength: 60 }), ({ rules, from }, picked) => {
        const calls = picked.map((index) => made[index] as MadeCall)
        const read = textOf(make(rules, from))
        const engine = new Replay(sourceOf(calls))
        const { byEffect, calls: judged } = engine.report(finish(engine.judge(read)))
        const alone: Record<string, number> = {}
        let total = 0
        for (const call of calls) {
          const one = new Replay(sourceOf([call]))
          const report = one.report(finish(one.judge(read)))
          total += report.calls
          for (const [effect, count] of Object.entries(report.byEffect)) alone[effect] = (alone[effect] ?? 0) + count
        }
        assert.deepEqual([judged, calls.length === 0 ? {} : byEffect], [total, alone])
      }),
      { numRuns: 20 },
    )
  })
}
