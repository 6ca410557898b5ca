import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import type { RegexFlavour } from '../../../evaluator/regex/pattern.ts'

function verdict(flavour: RegexFlavour, source: string, text: string): boolean | string {
  const compiled = compilePattern(source, flavour)
  return compiled.ok ? compiled.pattern.test(text) : compiled.error.kind
}

const TABLE: readonly [RegexFlavour, string, string, boolean | string][] = [
  ['python', 'rm\\s+-rf', 'rm  -rf /', true],
  ['python', 'abc$', 'abc\n', true],
  ['python', 'abc\\Z', 'abc\n', false],
  ['python', '^\\w+$', 'café', true],
  ['python', '^\\d+$', '٣٤', true],
  ['python', '(?a)^\\d+$', '٣٤', false],
  ['python', '(?i)k', '\u212a', true],
  ['python', 'x(?i)y', 'xy', 'invalid'],
  ['python', '(?<=a+)b', 'ab', 'invalid'],
  ['python', '(?<n>a)', 'a', 'invalid'],
  ['python', '\\p{L}', 'p', 'invalid'],
  ['python', '^.$', '🙂', true],
  ['python', '\\N{BULLET}', '•', true],
  ['python', '\\N{NOPE}', '', 'invalid'],
  ['python', '\\B', '', false],
  ['python', '\\ud83d\\ude00', '😀', false],
  ['python', '(?x)a # b\\\nc', 'ac', true],
  ['python', '(?x)a # b\\', 'a', 'invalid'],
  ['re2', '(?=a)', 'a', 'invalid'],
  ['re2', '(a)\\1', 'aa', 'invalid'],
  ['re2', '\\Qa.b\\E', 'a.b', true],
  ['re2', '\\pL+ \\pP', 'né !', true],
  ['re2', '^a$', 'a\n', false],
  ['re2', '^\\d$', '٣', false],
  ['re2', 'a++', 'aa', 'invalid'],
  ['rust', '\\d', '٣', true],
  ['rust', 'a**', 'aaa', true],
  ['rust', '[[:nope:]]', 'n', true],
  ['rust', '[a-z&&[^aeiou]]{3}', 'aeiou', false],
  ['rust', '\\Qa.b', 'a.b', 'invalid'],
  ['rust', 'a{,3}', 'a', 'invalid'],
  ['rust', '\\Z', '', 'invalid'],
  ['rust', '\\p{ſGre_ek}', 'α', true],
  ['rust', '(?i)k', '\u212a', true],
  ['rust', '(?-u)\\x{e9}', 'é', true],
  ['rust', '(?-u)\\xe9', 'é', 'invalid'],
  ['rust', '(?-u)[a-z&&[^b]]', 'a', 'invalid'],
  ['rust', '(?-u)[é&&a]', 'a', 'invalid'],
  ['rust', '(?-u)[a-z&&[b]]', 'b', true],
  ['javascript', '\\p{L}', 'p{L}', true],
  ['javascript', '(', '', 'invalid'],
]

for (const [flavour, source, text, expected] of TABLE) {
  test(`${flavour}: ${source} on ${JSON.stringify(text)} is ${expected}`, () => {
    assert.equal(verdict(flavour, source, text), expected)
  })
}

test('a pattern that nobody writes is not read', () => {
  for (const flavour of ['python', 're2', 'rust', 'javascript'] as const) {
    const compiled = compilePattern('x'.repeat(1_000_000), flavour)
    assert.equal(!compiled.ok && compiled.error.kind, 'cannot-reproduce')
  }
})
