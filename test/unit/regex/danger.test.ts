import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import { patternFacts, superLinear } from '../../../evaluator/regex/danger.ts'
import type { RegexFlavour } from '../../../evaluator/regex/pattern.ts'

const GROWTH: readonly [RegexFlavour, string, number | null][] = [
  ['python', 'rm\\s+-rf', null],
  ['python', '^git (status|log)', null],
  ['python', '\\d{3}-\\d{2}-\\d{4}', null],
  ['python', 'foo.*', null],
  ['python', '\\brm\\b.*-rf', 2],
  ['python', '\\s+$', 2],
  ['python', '.*foo.*bar', 3],
  ['python', '^(a+)+$', Number.POSITIVE_INFINITY],
  ['python', '(a|aa)+$', Number.POSITIVE_INFINITY],
  ['python', '(a|a)*b', 2],
  ['javascript', '(a|a)*b', Number.POSITIVE_INFINITY],
  ['python', '(.*)*x', Number.POSITIVE_INFINITY],
  ['python', '(a?b?)*c', Number.POSITIVE_INFINITY],
  ['python', '^(?=(a+)+b)', Number.POSITIVE_INFINITY],
  ['python', '^([a-z]+,)*[a-z]+;', null],
  ['python', '(a+)+', null],
  ['javascript', '^(a+)+$', Number.POSITIVE_INFINITY],
  ['javascript', '(\\w+\\s?)*$', Number.POSITIVE_INFINITY],
  ['javascript', '^(?:a?){40}a{40}$', Number.POSITIVE_INFINITY],
  ['javascript', '^\\w+@\\w+\\.com$', null],
]

for (const [flavour, source, power] of GROWTH) {
  test(`${flavour}: ${source} grows by the power ${power ?? 1}`, () => {
    assert.equal(superLinear(source, flavour)?.power ?? null, power)
  })
}

test('a witness begins as the pattern does and repeats what it loops on', () => {
  assert.match(superLinear('^x(a+)+$', 'python')?.witness ?? '', /^xa{40}/)
  assert.match(superLinear('rm.*-rf', 'python')?.witness ?? '', /(?:rm.){40}/)
})

/** What the witness repeats must itself be read in two ways: `aaa…` is one way only through `(a|b|ab)*`. */
for (const [source, twoWays] of [
  ['^(a|b|ab)*$', 'ab'],
  ['^(ab?c|a|bc)*$', 'abc'],
  ['^(?:xa|x|ay|y)*$', 'xay'],
  ['^x(?:a*)*$', 'a'],
] as const) {
  test(`the witness of ${source} repeats a text that two ways lead through`, () => {
    const rounds = superLinear(source, 'python')?.witness.split(twoWays).length ?? 0
    assert.ok(rounds > 39, `${rounds} rounds`)
  })
}

test('facts: what matches the empty text, and what matches every text', () => {
  const facts = (source: string) => patternFacts(source, 'python')
  assert.deepEqual(facts('x*'), { matchesEmpty: true, matchesEverything: true })
  assert.deepEqual(facts('a|'), { matchesEmpty: true, matchesEverything: true })
  assert.deepEqual(facts('.'), { matchesEmpty: false, matchesEverything: false })
  assert.deepEqual(facts('^$'), { matchesEmpty: true, matchesEverything: false })
  assert.equal(facts('('), null)
})

const HANGS: readonly [RegexFlavour, string, string][] = [
  ['python', '^(a+)+$', `${'a'.repeat(40)}!`],
  ['python', '(a|aa)+$', `${'a'.repeat(3000)}!`],
  ['python', '(.*)*x', 'a'.repeat(3000)],
  ['python', '(?=(a+)+b)', 'a'.repeat(3000)],
  ['python', '^(?<!b)(\\w+\\s?)*$', `${'aaa '.repeat(800)}!`],
  ['python', '.*foo.*bar', 'foo'.repeat(1000)],
  ['python', 'a.*b', 'a'.repeat(50_000)],
  ['javascript', '^(a+)+$', `${'a'.repeat(40)}!`],
  ['javascript', '^(?:.+(?!b$){2})+$', `${'a'.repeat(3000)}\n`],
  ['re2', '(x+x+)+y', 'x'.repeat(3000)],
  ['rust', '(?:\\w|é)*!', 'é'.repeat(3000)],
]

for (const [flavour, source, text] of HANGS) {
  test(`${flavour}: ${source} is answered without isolation`, () => {
    const compiled = compilePattern(source, flavour)
    assert.ok(compiled.ok)
    assert.equal(compiled.pattern.needsIsolation, false)
    assert.equal(compiled.pattern.test(text), false)
  })
}

test('what only backtracking can decide asks for isolation when it can be slow', () => {
  const needs = (flavour: RegexFlavour, source: string) => {
    const compiled = compilePattern(source, flavour)
    return compiled.ok && compiled.pattern.needsIsolation
  }
  assert.equal(needs('python', '(a+)+\\1$'), true)
  assert.equal(needs('javascript', '(a+)+\\1$'), true)
  assert.equal(needs('python', '(a)?(?(1)b|c)'), false)
  assert.equal(needs('python', '(\\w)-\\1'), false)
  assert.equal(needs('python', '(\\w+)-\\1'), true)
  assert.equal(needs('python', '(?>a+)b'), false)
})
