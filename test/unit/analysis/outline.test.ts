import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { entriesOf } from '../../../analysis/outline/entries.ts'
import { foldsOf, nestingAt } from '../../../analysis/outline/nesting.ts'
import { placeAt } from '../../../analysis/outline/place.ts'
import { pathWords } from '../../../analysis/outline/step.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import type { Node } from '../../../evaluator/yaml/node.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { marked } from '../../support/marked.ts'
import { policies } from '../../support/opened.ts'

/** Every scalar value of a parsed document with its path, as the outline should show it. */
function scalars(node: Node | null, path: readonly string[] = []): string[] {
  if (node === null) return []
  if (node.kind === 'list') return node.items.flatMap((item) => scalars(item, [...path, '[]']))
  if (node.kind === 'map') {
    return node.entries.flatMap(({ key, value }) => scalars(value, [...path, key.kind === 'scalar' ? key.text : '']))
  }
  return node.range.start === node.range.end ? [] : [`${path.join('.')} @${node.range.start}`]
}

function outlined(text: string): string[] {
  return [...entriesOf(text)]
    .filter(({ role, range }) => role === 'value' && range.end > range.start)
    .map(({ path, range }) => `${path.join('.')} @${range.start}`)
}

const compact = 'rules:\n- name: a\n  match: {x: [1, "b, c"], y: z}\n- - 1\n  - two # c\nlast: "a # b"\n'
for (const [name, text] of Object.entries({ ...policies, compact, json: '{"a": [{"b": "c"}, 1], "d": {"e": true}}' })) {
  test(`the outline finds every scalar that a parse finds (${name})`, () => {
    assert.deepEqual(outlined(text), scalars(readYaml(text, coreYaml).root))
    assert.deepEqual(outlined(text.replaceAll('\n', '\r\n')).length, outlined(text).length)
  })

  test(`at every scalar the place has the path that the outline has (${name})`, () => {
    for (const { path, range, role } of entriesOf(text)) {
      const place = placeAt(text, range.start + 1)
      assert.deepEqual(place && pathWords(place.path), role === 'key' ? path.slice(0, -1) : path)
    }
  })
}

const table: [fixture: string, path: string, role: string, word: string, siblings?: string[]][] = [
  ['a: 1\n‸', '', 'key', '', ['a']],
  ['a:\n  b: 1\n  ‸\nc: 2\n', 'a', 'key', '', ['b']],
  ['a:\n  - b: 1\n    c‸\n    d: 2\n', 'a.[]', 'key', 'c', ['b', 'd']],
  ['a:\n- b: 1\n  ‸\n', 'a.[]', 'key', '', ['b']],
  ['a:\n  - b: |\n      text\n    ‸\n', 'a.[]', 'key', '', ['b']],
  ['a: {b: [x, ‸', 'a.b.[]', 'item', ''],
  ['a: {b: 1,\n  ‸\n}\n', 'a', 'key', '', ['b']],
  ['a:\n  - ‸\n', 'a.[]', 'item', ''],
  ['a: "x‸y" # c\n', 'a', 'value', 'xy'],
]
for (const [fixture, path, role, word, siblings = []] of table) {
  test(`the place in ${JSON.stringify(fixture)}`, () => {
    const { text, cursor } = marked(fixture)
    const place = placeAt(text, cursor)
    assert.deepEqual(place && [pathWords(place.path).join('.'), place.role, place.word], [path, role, word])
    assert.deepEqual(place && [...place.siblings.keys()], siblings)
  })
}

for (const fixture of ['a: | # c\n  te‸xt\n', 'a: b # com‸ment\n', '# com‸ment\n', 'a: b\n    ‸\n', 'a:\n\t‸\n']) {
  test(`no place in ${JSON.stringify(fixture)}`, () => {
    const { text, cursor } = marked(fixture)
    assert.equal(placeAt(text, cursor), null)
  })
}

test('whatever stands there, nothing throws and every range lies in the text', () => {
  const piece = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '#',
    '|',
    '\t',
    '\r\n',
    '  ',
    'é',
    '\\',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(80), (pieces, at) => {
      const text = pieces.join('')
      const offset = Math.min(at, text.length)
      const place = placeAt(text, offset)
      const ranges = [...entriesOf(text)].map(({ range }) => range)
      for (const { start, end } of [...ranges, ...nestingAt(text, offset), ...(place ? [place.range] : [])]) {
        assert.ok(start >= 0 && start <= end && end <= text.length)
      }
      const lines = text.split('\n').length
      for (const { first, last } of foldsOf(text)) assert.ok(first >= 0 && first < last && last < lines)
    }),
    { numRuns: 3_000 },
  )
})
