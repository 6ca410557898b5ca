import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import { patternFacts, superLinear } from '../../../evaluator/regex/danger.ts'
import type { RegexFlavour } from '../../../evaluator/regex/pattern.ts'

const FLAVOURS: readonly RegexFlavour[] = ['python', 're2', 'rust', 'javascript']
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
  .map((codes) => String.fromCharCode(...codes))
const syntax = fc
  .array(fc.constantFrom(...'ab.*+?|()[]{}^$\\-,:=!<>iPx#1dwsbBAZzpLQEk&~\n é😀\ud83d'), { maxLength: 14 })
  .map((characters) => characters.join(''))
const flavour = fc.constantFrom(...FLAVOURS)

test('whatever the pattern and the text, nothing throws', () => {
  fc.assert(
    fc.property(flavour, fc.oneof(syntax, units), fc.oneof(syntax, units), (of, source, text) => {
      superLinear(source, of)
      patternFacts(source, of)
      const compiled = compilePattern(source, of)
      if (!compiled.ok) {
        const { start, end } = compiled.error.at
        assert.ok(0 <= start && start <= end && end <= source.length)
        assert.notEqual(compiled.error.message, '')
        return
      }
      const { pattern } = compiled
      if (pattern.testWhole(text)) assert.ok(pattern.testAtStart(text))
      if (pattern.testAtStart(text)) assert.ok(pattern.test(text))
      const ranges = pattern.findAll(text)
      assert.equal(ranges.length > 0, pattern.test(text))
      ranges.forEach(({ start, end }, i) => {
        assert.ok(start <= end && end <= text.length && start >= (ranges[i - 1]?.end ?? 0))
      })
    }),
    { numRuns: 1500 },
  )
})

test('a pattern that needs no isolation ends soon on long texts', () => {
  fc.assert(
    fc.property(flavour, syntax, fc.constantFrom('a', 'ab', 'é', '😀', '\n'), (of, source, part) => {
      const compiled = compilePattern(source, of)
      if (!compiled.ok || compiled.pattern.needsIsolation) return
      const text = `${part.repeat(1500)}!`
      compiled.pattern.test(text)
      compiled.pattern.testWhole(text)
    }),
    { numRuns: 1500 },
  )
})

test('a quoted text is found where it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      (before, text, after) => {
        const quoted = [...text]
          .map((c) =>
            /[A-Za-z0-9_]/.test(c) || c > '\u007f' ? c : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
          )
          .join('')
        for (const of of FLAVOURS) {
          const compiled = compilePattern(quoted, of)
          assert.ok(compiled.ok, JSON.stringify(quoted))
          assert.ok(compiled.pattern.test(before + text + after))
        }
      },
    ),
  )
})
