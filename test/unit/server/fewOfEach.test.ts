import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem } from '../../../evaluator/problem.ts'
import { fewOfEach, mostOfOneCode } from '../../../server/fewOfEach.ts'

const many = (code: string, count: number) =>
  Array.from({ length: count }, (_, at): Problem => {
    return { code, severity: 'error', range: { start: at, end: at + 1 }, message: 'No.', fixes: [] }
  })

test('a thousand findings of each code are shown as they are', () => {
  const problems = [...many('a', mostOfOneCode), ...many('b', mostOfOneCode)]
  assert.deepEqual(fewOfEach(problems), problems)
})

test('of more, the next one says how many follow; other codes are not touched', () => {
  const shown = fewOfEach([...many('a', 20_000), ...many('b', 3)])
  assert.equal(shown.length, mostOfOneCode + 1 + 3)
  assert.deepEqual(shown[mostOfOneCode], {
    code: 'a',
    severity: 'error',
    range: { start: 1_000, end: 1_001 },
    message: 'No. Findings like this follow at 18,999 more places; mend the first ones to see them.',
  })
})

test('where only one more is left, it is shown as it is', () => {
  assert.equal(fewOfEach(many('a', mostOfOneCode + 1))[mostOfOneCode]?.message, 'No.')
})
