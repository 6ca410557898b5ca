import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closestWord } from '../../../evaluator/words.ts'

const words = ['enforce', 'observe', 'disabled', 'deny', 'allow', 'id']

for (const [typed, meant] of [
  ['obesrve', 'observe'],
  ['dney', 'deny'],
  ['dnee', undefined],
  ['di', 'id'],
  ['Enforce', 'enforce'],
  ['enfroced', 'enforce'],
  ['block', undefined],
  ['', undefined],
] as const) {
  test(`${typed || 'nothing'} means ${meant ?? 'no known word'}`, () => assert.equal(closestWord(typed, words), meant))
}
