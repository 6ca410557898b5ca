import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Facts } from '../../../evaluator/dialects/capfence/facts.ts'
import { ownPart, PayloadSkim } from '../../../evaluator/dialects/capfence/payload-skim.ts'
import { Float, type Json } from '../../../evaluator/json/values.ts'

const unit = fc.constantFrom(
  ...['a', 'A', 'b', 'f', '1', '0', 'k', 'K', 'n', 'N', 't', 'r', 'x', 'u', '/', '-', '.', '}', ','],
  ...[' ', "'", '"', '\\', '\n', '\t', '\r', '\x1b', '\x7f', '\0', '\u00ad', '\u200b', '\ud800', '\u{e0001}'],
  ...['é', '\u212a', 'İ'],
)
const string = fc.oneof(
  fc.string({ unit, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('\n', '\x1b', 'İ', 'a', 'k', 'K', '1', '-', '/', '.'), maxLength: 24 }),
)
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 9, arbitrary: string },
  fc.constantFrom<Json>(null, true, false, 12_345_678, -1.25e-7, 10n ** 20n, new Float(3), ['a', 'b'], { k: 'a' }),
)
const payloads = fc.dictionary(fc.oneof(fc.constantFrom('path', 'file', 'command', '1'), string), value, { maxKeys: 3 })

test('what a literal leaves to be looked for stands in a string as it is', () => {
  const parts: readonly (readonly [literal: string, part: string])[] = [
    ['rm -rf /srv/7/', '/srv/7/'],
    ['Truncate-2', 'runcate-2'],
    ["'command': 'rm", 'ommand'],
    ['drop-2', 'rop-2'],
    ['\\x1b[31m', '[31m'],
    ['\\u200', ''],
    ['0123456789', '89'],
    ['n', ''],
  ]
  for (const [literal, part] of parts) assert.equal(ownPart(literal), part)
})

test('a payload that is told to hold no literal holds none, in any of its texts', () => {
  let [held, told] = [0, 0]
  const cases = payloads.chain((payload) => {
    const { text, valuesText, path } = new Facts('a.b', payload, null)
    const texts = [text, valuesText, typeof path === 'string' ? path : '']
    const slice = fc
      .tuple(fc.constantFrom(...texts), fc.nat(60), fc.integer({ min: 8, max: 20 }))
      .map(([from, start, length]) => from.slice(start % (from.length + 1)).slice(0, length))
    return fc.tuple(
      fc.constant(payload),
      fc.constant(texts),
      fc.array(fc.oneof(slice, string), { minLength: 1, maxLength: 2 }),
    )
  })
  fc.assert(
    fc.property(cases, ([payload, texts, literals]) => {
      const skim = PayloadSkim.build(literals.map((literal) => literal.toLowerCase()))
      if (skim === null) return
      const stands = texts.some((text) =>
        literals.some((literal) => text.toLowerCase().includes(literal.toLowerCase())),
      )
      const mayHold = skim.mayHold(payload)
      if (stands) assert.equal(mayHold, true)
      held += Number(stands)
      told += Number(!mayHold)
    }),
    { numRuns: 20_000 },
  )
  assert.ok(held > 300 && told > 300, `${held} held, ${told} told`)
})
