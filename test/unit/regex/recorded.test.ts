import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import type { Pattern } from '../../../evaluator/regex/pattern.ts'

type PythonRow = [string, [string, boolean, boolean, boolean, string][] | null]
type RustRow = [string, [string, boolean, string][] | null]

function fixture<Row>(name: string): Row[] {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as Row[]
}

test('Python answers as recorded from its own engine', () => {
  for (const [source, answers] of fixture<PythonRow>('python.json')) {
    const compiled = compilePattern(source, 'python')
    const label = JSON.stringify(source)
    if (!compiled.ok) {
      assert.equal(compiled.error.kind, 'invalid', label)
      assert.equal(answers, null, `${label}: ${compiled.error.message}`)
      continue
    }
    assert.ok(answers, `${label} is refused by Python`)
    for (const [text, search, match, fullmatch, sub] of answers) {
      const pattern: Pattern = compiled.pattern
      const found: unknown[] = [
        pattern.test(text),
        pattern.testAtStart(text),
        pattern.testWhole(text),
        pattern.replaceAll(text, '<R>'),
      ]
      assert.deepEqual(found, [search, match, fullmatch, sub], `${label} on ${JSON.stringify(text)}`)
    }
  }
})

test('Rust answers as recorded from its own engine', () => {
  for (const [source, answers] of fixture<RustRow>('rust.json')) {
    const compiled = compilePattern(source, 'rust')
    const label = JSON.stringify(source)
    if (!compiled.ok) {
      assert.equal(compiled.error.kind, 'invalid', label)
      assert.equal(answers, null, `${label}: ${compiled.error.message}`)
      continue
    }
    assert.ok(answers, `${label} is refused by Rust`)
    assert.equal(compiled.pattern.needsIsolation, false)
    for (const [text, search, replaced] of answers) {
      const found: unknown[] = [compiled.pattern.test(text), compiled.pattern.replaceAll(text, '<R>')]
      assert.deepEqual(found, [search, replaced], `${label} on ${JSON.stringify(text)}`)
    }
  }
})
