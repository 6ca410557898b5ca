import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutArguments } from '../../../audit/argument-texts.ts'
import type { Json } from '../../../evaluator/json/values.ts'

const cases: readonly [what: string, text: string, args: Json, left: string][] = [
  ['a whole value', 'file /etc/hosts.d is denied', { path: '/etc/hosts.d' }, 'file [argument] is denied'],
  ['the beginning of a long value', `no ${'ab'.repeat(90)}…`, { text: 'ab'.repeat(500) }, 'no [argument]…'],
  [
    'a piece of a value',
    'the host is db.internal.test',
    { url: 'https://db.internal.test:1/x' },
    'the host is [argument]',
  ],
  ['a short value that stands alone', 'branch "main" is kept', { branch: 'main' }, 'branch "[argument]" is kept'],
  ['a short value inside a word', 'the mainland', { branch: 'main' }, 'the mainland'],
  ['a value of less than four characters', 'no ls here', { command: 'ls' }, 'no ls here'],
  ['a number', 'amount 123456 is too much', { amount: 123456 }, 'amount [argument] is too much'],
  ['a value deep inside', 'no topsecret1', { a: [{ b: ['topsecret1'] }] }, 'no [argument]'],
  ['a long key', 'unknown key customer-4711', { 'customer-4711': true }, 'unknown key [argument]'],
  ['twice, and touching', 'abcdefgh-abcdefgh', ['abcdefgh'], '[argument]-[argument]'],
  ['nothing of it', 'destroys the checkout', { command: 'rm -rf build' }, 'destroys the checkout'],
  ['no arguments', 'because', null, 'because'],
  ['an empty reason', '', { a: 'abcdefgh' }, ''],
]
for (const [what, text, args, left] of cases) {
  test(`what a reason quotes of the arguments is taken out: ${what}`, () => {
    assert.equal(withoutArguments(text, args), left)
  })
}

test('megabytes of arguments are looked through all the same', () => {
  const args = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`k${index}`, `value ${index} `.repeat(300)]),
  )
  assert.match(withoutArguments('x'.repeat(4000), args), /^x+$/)
})
