import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { isObject } from '../../../evaluator/json/values.ts'

test('a long text beside a key that is a number is read', () => {
  const text = `\\"${'a'.repeat(16_000_000)}`
  const read = parseJson(`{"b": "x", "1" : "${text}", "k": {"\\"2": "\\\\"}}`)
  assert.ok(isObject(read))
  assert.equal(String(read[1]).length, 16_000_001)
  assert.deepEqual(read.k, { '"2': '\\' })
})
