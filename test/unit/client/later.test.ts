import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { later } from '../../../client/later.ts'

/** Asks at the given times (ms) for work that takes `takes` ms, after 100 ms of quiet; says when it began. */
async function begun(asks: readonly number[], takes = 0): Promise<number[]> {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const times: number[] = []
  const work = later(100, async () => {
    times.push(Date.now())
    if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes))
  })
  for (let now = 0; now <= 2_000; now += 10) {
    if (asks.includes(now)) work.ask()
    mock.timers.tick(10)
    await Promise.resolve()
    await Promise.resolve()
  }
  work.dispose()
  mock.timers.reset()
  return times
}

test('asks close together are one piece of work, after a rest', async () =>
  assert.deepEqual(await begun([0, 50, 90]), [190]))

test('asks that never rest are served all the same', async () => {
  const everyFifty = Array.from({ length: 20 }, (_, index) => index * 50)
  assert.deepEqual(await begun(everyFifty), [400, 800, 1050])
})

test('asked while it runs, it runs once more and never twice at once', async () =>
  assert.deepEqual(await begun([0, 110, 150, 190], 500), [100, 700]))
