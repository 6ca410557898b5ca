import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { type PlainDocument, readPlainYaml } from '../../../evaluator/yaml/plain.ts'
import { pyyaml } from '../../../evaluator/yaml/pyyaml.ts'
import { readAnyYaml } from '../../../evaluator/yaml/read.ts'
import { readAnyPyyaml } from '../../../evaluator/yaml/read-pyyaml.ts'
import { readAnyLibyaml } from '../../../evaluator/yaml/serde/libyaml.ts'
import { serdeYaml } from '../../../evaluator/yaml/serde.ts'
import { editedTexts } from './edits.ts'

const runs = { numRuns: Number(process.env.RUNS ?? 500) }

/** The answer of the readers that know all of YAML, where the short way gives one at all. */
function assertSame(text: string): boolean {
  let short = false
  for (const [flavour, anchoredStart, read] of [
    [coreYaml, 'content', (all: string) => readAnyYaml(all, coreYaml)],
    [pyyaml, 'content', (all: string) => readAnyYaml(all, pyyaml)],
    [pyyaml, 'anchor', readAnyPyyaml],
    [serdeYaml, 'anchor', libyaml],
  ] as const) {
    const plain = readPlainYaml(text, flavour, anchoredStart)
    if (plain === null) continue
    short = true
    assert.deepEqual(plain, read(text), text)
  }
  return short
}

function libyaml(text: string): PlainDocument {
  const { root, stops, second, comments } = readAnyLibyaml(text)
  assert.ok(root)
  return { root, problems: [stops, second].filter((problem) => problem !== null), comments }
}

test('what rules mostly look like is read the short way', () => {
  for (const text of [
    '- name: a # why\n  # between\n  action: deny\n  match:\n    tool_name:\n    - bash\n    - "run \\"x\\" \\\\d"\n\n  reason: it\'s fine\n- 0\n',
    "rules:\n  - a: [x, 'y''s', {b: 1, c: two words}]\n    n: 12\n    t: true\n    d: {}\n    e: [ ]\n",
    'cases:\n  - { name: case 1, call: { tool: bash, args: { command: rm -rf --force a-b } }, expect: deny }\n',
    'a: http://x/y#z\nb: rm +-rf\nc: "# no"\n# end',
    '{"id": "p", "n":-1.5e3,"rules":[{"a":true, "b": null},\n\n  "x" ]\n}\n# end\n',
    "# first\n  [1,\n2, {\"a\": {}}, 'it''s']",
    `tools: {${Array.from({ length: 200 }, (_, i) => `tool_${i}: {allow: true}`).join(', ')}}\n`,
    Array.from({ length: 200 }, (_, i) => `tool_${i}:\n  allow: true\n`).join(''),
  ])
    assert.equal(assertSame(text), true, text)
})

test('whatever could be wrong or is less plain is left to the others', () => {
  for (const text of [
    ...[
      '',
      '# a',
      'a:\n',
      'a: b: c\n',
      'a: |\n  b\n',
      'a: &x\n',
      'a: &x b: c\n',
      '- &x b: c\n',
      'a: [&x]\n',
      'a: &x 1\nb: &x 2\n',
      'a: &x 1\nb: *x\n',
      '&x a: 1\n',
      'a: *x\n',
      'a: "b\n  c"\n',
      'a: b\n  c\n',
      '- - a\n',
    ],
    ...['a: 1\n  b: 2\n', '  a: 1\n b: 2\n', '---\na: 1\n', 'a: 1\n...\n', 'a: [b\n', 'a: "b" c\n'],
    ...['a: "\\x41"\n', 'a:\t1\n', 'a: 1\r\n', '? a\n: b\n', '- a\nb: 1\n', 'a: !!str 1\n', 'a: "b"#c\n', 'a: [b]#c\n'],
    ...['a: [b -]\n', 'a: [b - c]\n', 'a: [b -: c]\n', 'a: [b ---c]\n', 'a: [-b]\n'],
    `a: ${'['.repeat(70)}${']'.repeat(70)}\n`,
    ...['{"a" "b"}', '{"a": 1} {}', '[1\n---\n]', '[1] # x\n a'],
    ...['{"a": 1}: 2', '{"a": 1, # why\n"b": 2}', '{"a": 1}\nb: 2\n', 'a: [b,\n  c]\n', '{"a": b\n c}', '["a": 1]'],
    `{"${'x'.repeat(1_100)}": 1}`,
  ])
    assert.equal(readPlainYaml(text, coreYaml), null, text)
})

test('keys that stand twice and anchors that nobody refers to are read the short way', () => {
  for (const text of [
    ...['a: 1\na: 2\n', '{"a": 1, "a": 2}', '{a: 1, "a": 2}', 'null: 1\nNull: 2\n', 'a: {b: 1, b: 2}\na: 3\na: 4\n'],
    `${Array.from({ length: 200 }, (_, i) => `tool_${i}: 1\n`).join('')}tool_150: 2\ntool_150: 3\n`,
    ...['a: &x b\n', 'a: &x "b"\n', 'a: &x {b: &y c, d: &z [1]}\n', 'a: &x # why\n  b: 1\n', 'a: &x\n  - 1\n'],
    ...['- &r0 {name: a}\n- &r1 b\n-  &r-2  [c]\n', '[&a 1, &b {c: d}]'],
  ])
    assert.equal(assertSame(text), true, text)
})

test('policies under edits: the short way gives what the others gives, or nothing', () => {
  let short = 0
  fc.assert(
    fc.property(editedTexts, (texts) => {
      for (const text of texts) short += assertSame(text) ? 1 : 0
    }),
    runs,
  )
  assert.ok(short > 0)
})

const words = fc.constantFrom(
  ...[
    'a',
    'b: ',
    'key: ',
    'c:',
    '- ',
    '-',
    ' ',
    '  ',
    '    ',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
    '\n  - ',
    '# x',
    ' # y',
  ],
  ...[
    '"',
    "'",
    '"q"',
    "'s'",
    '[',
    ']',
    '{',
    '}',
    ', ',
    ',',
    '[a, b]',
    '{a: b}',
    ':',
    '?',
    '*',
    '&',
    '&n ',
    '&m\n',
    '!',
    '|',
    '>',
    '%',
    '@',
  ],
  ...[
    '1',
    '0x1',
    '1e3',
    '.',
    '~',
    'null',
    'true',
    'yes',
    '\\',
    '\\n',
    '<<: ',
    '---',
    '...',
    'é',
    '😀',
    '=',
    '/',
    '$',
    '^',
    '(',
  ],
)

test('any text of these words: the same', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 14 }), (parts) => void assertSame(parts.join(''))),
    { numRuns: runs.numRuns * 10 },
  )
})

const json = fc.json({ maxDepth: 4 })
const cuts = fc.array(fc.tuple(fc.nat(), words), { maxLength: 3 })

test('JSON, as it is written on one line or on many, and broken here and there: the same', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(0, 1, 2), cuts, (text, indent, broken) => {
      let written = JSON.stringify(JSON.parse(text), null, indent)
      for (const [at, word] of [[0, ''] as const, ...broken]) {
        const place = at % (written.length + 1)
        written = written.slice(0, place) + word + written.slice(place)
        assertSame(written)
      }
    }),
    runs,
  )
})
