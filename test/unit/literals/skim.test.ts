import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Skim } from '../../../evaluator/literals/skim.ts'

test('a text without a part is told from one with it, whatever the case of letters', () => {
  const skim = Skim.build(['/srv/1/', 'drop-2'])
  assert.equal(skim?.mayHold('docker compose up -d web'), false)
  assert.equal(skim?.mayHold('rm -rf /SRV/1/build'), true)
  assert.equal(skim?.mayHold('Drop-2'), true)
  assert.equal(skim?.mayHold('op-2'), false)
})

test('characters beyond ASCII may be small letters of it', () => {
  assert.equal(Skim.build(['kill -9'])?.mayHold('\u212aILL -9'), true)
})

test('parts of less than four characters are not skimmed for', () => {
  assert.equal(Skim.build(['drop', 'rm ']), null)
  assert.equal(Skim.build([]), null)
})

const letters = fc.constantFrom('a', 'b', 'k', '/', '-', '1')
const part = fc.string({ unit: letters, minLength: 4, maxLength: 9 })
const noise = fc.string({ unit: fc.constantFrom('a', 'b', 'k', '/', '1', 'A', 'K', ' ', '\u212a', 'é'), maxLength: 12 })

test('no part that stands in a text is passed over', () => {
  let [held, told] = [0, 0]
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(noise, { maxLength: 3 }), (parts, around) => {
      const skim = Skim.build(parts) as Skim
      const texts = [around.join(''), around.join(parts[0]?.toUpperCase()), around.join(parts.at(-1))]
      for (const text of texts) {
        const stands = parts.some((one) => text.toLowerCase().includes(one))
        if (stands) assert.equal(skim.mayHold(text), true)
        held += Number(stands)
        told += Number(!skim.mayHold(text))
      }
    }),
    { numRuns: 3_000 },
  )
  assert.ok(held > 1_000 && told > 1_000)
})
