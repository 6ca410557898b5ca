import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

/** What both halves of the young generation hold at most, in MB, while a process keeps some of what it makes, in turns. */
const most = (prologue: string) => {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8'
    ${prologue}
    let [kept, most] = [[], 0]
    for (let turn = 0; turn < 400; turn++) {
      for (let index = 0; index < 20_000; index++) kept.push({ index })
      if (kept.length > 200_000) kept = []
      const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
      most = Math.max(most, young.space_size)
      await new Promise((done) => setImmediate(done))
    }
    console.log(most / 2 ** 20)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  assert.equal(stderr, '')
  return Number(stdout)
}

test('the young generation grows with what a process makes, unless it is bounded', () => {
  const module = new URL('../../../server/youngGeneration.ts', import.meta.url)
  const bounded = most(
    `const { boundYoungGeneration } = await import(${JSON.stringify(module)}); boundYoungGeneration()`,
  )
  const unbounded = most('')
  assert.ok(unbounded >= 32, `${unbounded} MB without a bound`)
  assert.ok(bounded < unbounded, `${bounded} MB with one, ${unbounded} MB without`)
})
