import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RE2JS } from 're2js'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import type { Range } from '../../../evaluator/text.ts'
import { Generator } from './generate.ts'

const ATOMS =
  'a b c . \\w \\W \\d \\s \\S \\b \\B ^ $ \\A \\z [ab] [^a] [a-c] [^\\w] é K ſ \\x41 \\x{1F600} 😀 [😀-😂] \\n - [[:alpha:]] [[:^space:]] \\pL \\p{Greek} \\PN \\p{^Lu} (?:) \\Qa.b\\E \\Q* [^\\pL] \\07 \\_ []a] [^]a] [a-] { } a{,2} \\pX \\p{Lu \\Z \\h [[:foo:]] (?i) (?s-i) (?U) (?m) (?-) (?) (?P<n>a) (?<m>b) \\E \\C (?=a) a++'.split(
    ' ',
  )
const OPENS = ['(', '(?:', '(?i:', '(?s:', '(?m:', '(?U:', '(?-i:', '(?im-s:']
const CHARACTERS = [...'aabbcABéKk\u212asſ\n 1٣-_Σςσ.*ǅ', '😀', '😁']

/** Matches as RE2's global replace counts them: an empty one that touches the match before it is left out. */
function matchesOf(pattern: RE2JS, text: string): Range[] {
  const matcher = pattern.matcher(text)
  const out: Range[] = []
  let lastEnd = -1
  let from = 0
  while (from <= text.length && matcher.find(from)) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (start === end && end === lastEnd) {
      from = end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1)
      continue
    }
    out.push({ start, end })
    lastEnd = end
    from = end
  }
  return out
}

function reference(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source)
  } catch {
    return null
  }
}

for (const seed of [1, 2, 3]) {
  test(`RE2: the same patterns are refused, the same texts match, in the same places (seed ${seed})`, () => {
    const generator = new Generator(seed, ATOMS, OPENS, CHARACTERS)
    for (let i = 0; i < 400; i++) {
      const source = generator.pattern()
      const expected = reference(source)
      const compiled = compilePattern(source, 're2')
      assert.equal(compiled.ok, expected !== null, `validity of ${JSON.stringify(source)}`)
      if (!compiled.ok || !expected) continue
      assert.equal(compiled.pattern.needsIsolation, false)
      for (let k = 0; k < 4; k++) {
        const text = generator.text()
        const label = `${JSON.stringify(source)} on ${JSON.stringify(text)}`
        assert.equal(compiled.pattern.test(text), expected.matcher(text).find(), label)
        assert.equal(compiled.pattern.testWhole(text), expected.matcher(text).matches(), label)
        assert.deepEqual(compiled.pattern.findAll(text), matchesOf(expected, text), label)
      }
    }
  })
}

test('RE2: repeat counts, sizes and depths are refused beyond the same bounds', () => {
  const deep = (n: number) => `${'('.repeat(n)}a${')'.repeat(n)}`
  for (const source of [
    'a{1000}',
    'a{1001}',
    '(?:a{100}){10}',
    '(?:a{100}){11}',
    '((a{100}){10}){10}',
    deep(900),
    deep(1100),
  ]) {
    assert.equal(compilePattern(source, 're2').ok, reference(source) !== null, source.slice(0, 40))
  }
})
