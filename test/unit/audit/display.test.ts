import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeForDisplay, escapeLinesForDisplay } from '../../../audit/display.ts'

const cases: [name: string, text: string, shown: string][] = [
  ['plain text', 'rm -rf / # naïve 日本語 👩🏽', 'rm -rf / # naïve 日本語 👩🏽'],
  ['line ends and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['terminal sequences', '\u001b[31mred\u009b0m\u0007', '\\u001b[31mred\\u009b0m\\u0007'],
  ['bidi overrides', 'user\u202e\u2066admin\u2069', 'user\\u202e\\u2066admin\\u2069'],
  ['zero width', 'a\u200bb\ufeffc\u00add', 'a\\u200bb\\ufeffc\\u00add'],
  ['line separators', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
  ['tag characters', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ['lone surrogates', 'a\ud800b', 'a\\ud800b'],
  ['NUL', 'a\u0000b', 'a\\u0000b'],
]

test('what could hide or reorder text is written as an escape', async (t) => {
  for (const [name, text, shown] of cases) await t.test(name, () => assert.equal(escapeForDisplay(text), shown))
})

test('text of several lines keeps its lines', () => {
  assert.equal(escapeLinesForDisplay('a\n\tb\r\u202e'), 'a\n\tb\\r\\u202e')
})
