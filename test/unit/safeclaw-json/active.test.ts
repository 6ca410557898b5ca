import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { activityOf } from '../../../evaluator/dialects/safeclaw-json/active.ts'

const own = process.env.TZ

afterEach(() => {
  if (own === undefined) delete process.env.TZ
  else process.env.TZ = own
})

/** Spelling → the instant that a machine in UTC reads. */
const dates: [text: string, instant: string][] = [
  ['2026-02-10', '2026-02-10T00:00:00Z'],
  ['2026-02-10 ', '2026-02-10T00:00:00Z'],
  ['2026-02-10T12:30', '2026-02-10T12:30:00Z'],
  ['2026-02-10T12:30+05:30', '2026-02-10T07:00:00Z'],
  ['2026-02-10 12:30 EST', '2026-02-10T17:30:00Z'],
  ['Tue, 10 Feb 2026 12:30 GMT', '2026-02-10T12:30:00Z'],
  ['Feb 10 2026 12:30:00 GMT+0100 (Central European Time)', '2026-02-10T11:30:00Z'],
  ['Feb 10 2026', '2026-02-10T00:00:00Z'],
  ['2-10-2026', '2026-02-10T00:00:00Z'],
  ['2026/02/10 12:30', '2026-02-10T12:30:00Z'],
]

for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
  for (const [text, instant] of dates) {
    test(`in ${zone} a rule expires on ${text} as it does in UTC`, () => {
      process.env.TZ = zone
      const active = activityOf({ expiresAt: text })
      const at = Date.parse(instant)
      assert.deepEqual([active?.(at), active?.(at + 1)], [true, false])
    })
  }
}
