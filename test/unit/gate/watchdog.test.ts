import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watched } from '../../../gate/watchdog.ts'

const stuck: Record<string, () => unknown> = {
  'a loop': () => {
    for (;;);
  },
  'a regular expression': () => /^(a+)+$/.test(`${'a'.repeat(40)}b`),
  'a wait for another thread': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  'a loop that catches everything': () => {
    for (;;) {
      try {
        JSON.parse('{')
      } catch {}
    }
  },
}

for (const [what, work] of Object.entries(stuck)) {
  test(`${what} is ended`, () => {
    assert.deepEqual(watched(work, 30), { late: true })
  })
}

test('what is done in time comes back, and what is thrown is thrown', () => {
  assert.deepEqual(
    watched(() => 3),
    { late: false, value: 3 },
  )
  assert.throws(
    () =>
      watched(() => {
        throw new RangeError('no')
      }),
    RangeError,
  )
})
