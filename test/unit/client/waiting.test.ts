import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../../client/waiting.ts'

const never = (signal: AbortSignal) => new Promise<string>((_, fail) => signal.addEventListener('abort', fail))

test('what is answered soon is never announced', async () => {
  const waited = await waitFor(async () => 'here', assert.fail, 1000)
  assert.deepEqual(waited, { answer: 'here', cancelled: false })
})

test('what takes longer is announced until the answer comes', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  let until: Promise<unknown> | undefined
  const announce = (shown: Promise<unknown>) => {
    until = shown
    resolve('late')
  }
  assert.deepEqual(await waitFor(() => promise, announce, 1), { answer: 'late', cancelled: false })
  assert.ok(until)
  await until
})

test('left off, it comes back at once and says so', async () => {
  let withdrawn = false
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      withdrawn = true
    })
    return never(signal).catch(() => undefined)
  }
  const waited = await waitFor(work, (_, leaveOff) => leaveOff(), 1)
  assert.deepEqual([waited, withdrawn], [{ answer: undefined, cancelled: true }, true])
})

test('work that fails fails for whoever waits', async () => {
  await assert.rejects(
    waitFor(() => Promise.reject(new Error('no')), assert.fail, 1000),
    /no/,
  )
})
