import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { editing, Scheduler } from '../../../server/scheduler.ts'

/** Runs requests at the given times (ms) and says at which times work was done. */
function timesOfWork(requests: readonly number[]): number[] {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const done: number[] = []
  const scheduler = new Scheduler(editing)
  let now = 0
  const advance = (to: number) => {
    for (; now < to; now += 10) mock.timers.tick(10)
  }
  for (const at of requests) {
    advance(at)
    scheduler.request('file', () => done.push(Date.now()))
  }
  advance(now + 1_000)
  mock.timers.reset()
  return done
}

test('a lone edit is computed at once', () => assert.deepEqual(timesOfWork([0]), [0]))

test('edits far apart are each computed at once', () => assert.deepEqual(timesOfWork([0, 500, 1_000]), [0, 500, 1_000]))

test('further edits wait for quiet', () => assert.deepEqual(timesOfWork([0, 20, 40, 60]), [0, 160]))

test('a stream of edits is computed again after 400 ms at the latest', () => {
  const everyTwenty = Array.from({ length: 30 }, (_, index) => index * 20)
  assert.deepEqual(timesOfWork(everyTwenty), [0, 420, 680])
})
