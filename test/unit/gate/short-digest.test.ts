import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { shortDigest } from '../../../gate/short-digest.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('the digest of a short text is its SHA-256, whatever its length', () => {
  for (let length = 0; length < 200; length++) assert.equal(shortDigest('x'.repeat(length)), sha256('x'.repeat(length)))
})

test('the digest of a short text is that of its UTF-8', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(shortDigest(text), sha256(text))))
  assert.equal(shortDigest('\ud800'), sha256('\ud800'))
})
