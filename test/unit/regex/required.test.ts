import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import type { RegexFlavour } from '../../../evaluator/regex/pattern.ts'

const expected: readonly [pattern: string, literals: readonly string[] | null][] = [
  ['rm +-rf +/srv/7\\b', [' /srv/7']],
  ['(?i)drop', null],
  ['\\bcurl\\b.*\\|\\s*(ba|z)sh', ['curl']],
  ['secret|token', ['secret', 'token']],
  ['secret|.*', null],
  ['(?:secret)?', null],
  ['(ab)+c', ['abc']],
  ['(ab)+', ['ab']],
  ['x(?:abc|abd){2}y', ['abc', 'abd']],
  ['a{0,3}b', ['b']],
  ['[ab]c?', null],
]

for (const [source, literals] of expected) {
  test(`what \`${source}\` requires`, () => {
    const compiled = compilePattern(source, 're2')
    assert.deepEqual(compiled.ok && compiled.pattern.literals, literals)
  })
}

test('a search that can be given up requires nothing', () => {
  const compiled = compilePattern('(a*)*\\1secret', 'python')
  assert.equal(compiled.ok && compiled.pattern.literals, null)
})

test('whatever a pattern occurs in holds one of its literals', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    'ab',
    '.',
    'a*',
    'b+',
    'a?',
    '(ab)+',
    '(a|b)',
    '(?:ab|ba)',
    '^',
    '$',
    '\\b',
    '[ab]',
  )
  const pattern = fc.array(
    fc.oneof(part, fc.constantFrom('|', '(?i:a)', '(?:a|b*)', 'é', '😀', 'a{2}', '(?:ab){0,2}')),
    {
      maxLength: 6,
    },
  )
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', 'é', '😀'), maxLength: 12 })
  const flavours: readonly RegexFlavour[] = ['python', 're2', 'rust', 'javascript']
  fc.assert(
    fc.property(fc.constantFrom(...flavours), pattern, fc.array(text, { maxLength: 8 }), (flavour, parts, texts) => {
      const compiled = compilePattern(parts.join(''), flavour)
      if (!compiled.ok) return
      const { literals } = compiled.pattern
      if (literals === null) return
      assert.ok(literals.length > 0 && !literals.includes(''))
      for (const one of texts) {
        if (compiled.pattern.test(one)) assert.ok(literals.some((literal) => one.includes(literal)))
      }
    }),
    { numRuns: 3000 },
  )
})
