import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Need, Sieve } from '../../../evaluator/literals/sieve.ts'

const literal = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '😀'), minLength: 1, maxLength: 4 })
const rules = fc.array(
  fc.option(fc.record({ key: fc.constantFrom('x', 'y'), literals: fc.array(literal, { minLength: 1, maxLength: 3 }) })),
  { maxLength: 40 },
)
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '😀', 'z'), maxLength: 30 })

interface Subject {
  readonly x: string | boolean
  readonly y: string | boolean
}

test('what a sieve lets through holds a literal or needs none, in order; nothing that holds one is lost', () => {
  const value = fc.oneof({ weight: 6, arbitrary: text }, fc.boolean())
  fc.assert(
    fc.property(rules, fc.array(fc.record({ x: value, y: value }), { maxLength: 3 }), (needs, subjects) => {
      const ranks = [...needs.keys()]
      const sieve = new Sieve<number, Subject>(
        ranks,
        (rank) => needs[rank] ?? null,
        (key) => (subject) => subject[key as keyof Subject],
      )
      for (let i = 0; i < 20; i++) sieve.candidates({ x: '', y: '' })
      for (const subject of subjects) {
        const candidates = sieve.candidates(subject)
        assert.deepEqual(
          candidates,
          [...new Set(candidates)].sort((a, b) => a - b),
        )
        for (const rank of ranks) {
          if (canMatch(needs[rank] ?? null, subject)) assert.ok(candidates.includes(rank))
        }
      }
    }),
  )
})

test('literals too many for the memory are looked for by their ends', () => {
  const long = (n: number) => `${'x'.repeat(200)}${String.fromCharCode(0x4e00 + (n % 2000))}${n}/`
  const sieve = new Sieve<number, string>(
    Array.from({ length: 9000 }, (_, n) => n),
    (n) => ({ key: '', literals: [long(n)] }),
    () => (subject) => subject,
  )
  for (let i = 0; i < 20; i++) sieve.candidates('')
  assert.deepEqual(sieve.candidates(`rm ${long(4711)}`).includes(4711), true)
  assert.ok(sieve.candidates(`rm ${long(4711)}`).length < 10)
})

function canMatch(need: Need | null, subject: Subject): boolean {
  if (need === null) return true
  const seen = subject[need.key as keyof Subject]
  return typeof seen === 'string' ? need.literals.some((one) => seen.includes(one)) : seen
}
