import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pythonValueOf } from '../../../evaluator/python/document.ts'
import { documentRepr } from '../../../evaluator/python/document-text.ts'
import { readPyyaml } from '../../../evaluator/yaml/read-pyyaml.ts'

/** Recorded from PyYAML 6.0: what `repr(yaml.safe_load(text))` gives, or the exception. */
const recorded: readonly (readonly [string, string])[] = [
  ['a: 1e3', "{'a': '1e3'}"],
  ['a: [017, 0o17, 1_000, 1:30, 0x1F]', "{'a': [15, '0o17', 1000, 90, 31]}"],
  ['a: [yes, y, On, ~, .5, -.5]', "{'a': [True, 'y', True, None, 0.5, '-.5']}"],
  [
    'a: 2024-01-02 10:00:00 +5:30',
    "{'a': datetime.datetime(2024, 1, 2, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))}",
  ],
  ['a: &x [*x]', "{'a': [[...]]}"],
  ['&x {a: *x}', "{'a': {...}}"],
  ['{a: &x {b: 1}, c: {<<: *x, d: 2}}', "{'a': {'b': 1}, 'c': {'b': 1, 'd': 2}}"],
  ['a: 1\nb: 2\na: 3', "{'a': 3, 'b': 2}"],
  ['- a\n-\n- - b', "['a', None, ['b']]"],
  ['a:\n- b\nc:\n- d', "{'a': ['b'], 'c': ['d']}"],
  ['[a: b, c]', "[{'a': 'b'}, 'c']"],
  ['{? a : b, c}', "{'a': 'b', 'c': None}"],
  ['a: "x\n\n  y\\\n  z"', "{'a': 'x\\nyz'}"],
  ["a: 'it''s\nb'", "{'a': \"it's b\"}"],
  ['a: |+\n  x\n\nb: >-\n  y\n  z\n', "{'a': 'x\\n\\n', 'b': 'y z'}"],
  ['a: >2\n   x\n  y\n', "{'a': ' x\\ny\\n'}"],
  ['a: "\u2028b\u0085c"', "{'a': '\\u2028b c'}"],
  ['a: b\u2029c: d', "{'a': 'b', 'c': 'd'}"],
  ['a: b\rc: d', "{'a': 'b', 'c': 'd'}"],
  ['a: [b\n]', "{'a': ['b']}"],
  ['a: "b\nc"', "{'a': 'b c'}"],
  ['%YAML 1.2\n--- a', "'a'"],
  ['%TAG ! tag:yaml.org,2002:\n--- !int 5', '5'],
  ['a: !!set {b, c}', "{'a': {'b', 'c'}}"],
  ['a: !!omap [b: 1]', "{'a': [('b', 1)]}"],
  ['a: !!binary aGk=', "{'a': b'hi'}"],
  ['= : a', "{'=': 'a'}"],
  ['a: =', 'ConstructorError'],
  ['a: [<<]', 'ConstructorError'],
  ['a: "<<"', "{'a': '<<'}"],
  ['? [a]\n: b', 'ConstructorError'],
  ['<<: 5', 'ConstructorError'],
  ['a: !!seq {b: c}', 'ConstructorError'],
  ['a: !x b', 'ConstructorError'],
  ['a: !!int abc', 'ValueError'],
  ['a: [=]\nb: !!int abc', 'ValueError'],
  ['a: !x [=]\nb: !!int abc', 'ConstructorError'],
  ['a: !!map [=]\nb: !!int abc', 'ValueError'],
  ['a: !!seq x\nb: !!int abc', 'ValueError'],
  ['!!seq x: !!int abc', 'ConstructorError'],
  ['? [!!int abc]\n: b', 'ConstructorError'],
  ['<<: 5\na: !!int abc', 'ConstructorError'],
  ['a: !!omap [!!int abc]', 'ConstructorError'],
  ["a: !!float ''", 'IndexError'],
  ['a: !!bool maybe', 'KeyError'],
  ['a: !!timestamp 5', 'AttributeError'],
  ['a: "\\U00110000"', 'ValueError'],
  ['a: *b', 'ComposerError'],
  ['[&a b, &a c]', 'ComposerError'],
  ['a\n---\nb', 'ComposerError'],
  ['[a', 'ParserError'],
  ['a: [b: c: d]', 'ParserError'],
  [': a', 'ParserError'],
  ['[a}', 'ParserError'],
  ['!z!a b', 'ParserError'],
  ['%YAML 2.0\n--- a', 'ParserError'],
  ["a: 'it's'", 'ParserError'],
  ['a: b: c', 'ScannerError'],
  ['a:\n\t- b', 'ScannerError'],
  ['a: "b', 'ScannerError'],
  ['a: "\\q"', 'ScannerError'],
  ['a: @b', 'ScannerError'],
  ['a: *.b', 'ScannerError'],
  ['a\nb: c', 'ScannerError'],
  ['a: \0', 'ReaderError'],
  ['a: \x07', 'ReaderError'],
]

for (const [text, expected] of recorded) {
  test(`${JSON.stringify(text)} is ${expected}`, () => {
    const { root, problems } = readPyyaml(text)
    const [problem] = problems
    const got = problem ? (problem.crash ?? problem.raised) : root && documentRepr(pythonValueOf(root, text))
    assert.equal(got, expected)
  })
}

test('comments are told apart from text', () => {
  const { comments } = readPyyaml('# a\nb: "# no" # c\nd: | # e\n  # text\n')
  assert.deepEqual(
    comments.map(({ text }) => text),
    ['# a', '# c', '# e'],
  )
})

test('ranges end with the last character of a value', () => {
  const text = 'a:\n  - b # c\n  - {d: e}\n\nf: g\n'
  const { root } = readPyyaml(text)
  const slices =
    root?.kind === 'map' ? root.entries.map(({ value }) => text.slice(value.range.start, value.range.end)) : []
  assert.deepEqual(slices, ['- b # c\n  - {d: e}', 'g'])
})

test('deep nesting and alias bombs end in words', () => {
  assert.equal(readPyyaml('['.repeat(5000)).problems[0]?.crash, 'RecursionError')
  const bomb = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : Array(9).fill(`*a${i - 1}`)}]`)
  assert.match(readPyyaml(bomb.join('\n')).problems[0]?.message ?? '', /more than 100,000 values/)
})
