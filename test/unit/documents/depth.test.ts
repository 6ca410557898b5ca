import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { childOf, stringOf } from '../../../evaluator/yaml/node.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

const deep = {
  'lists in brackets': '['.repeat(2_000) + ']'.repeat(2_000),
  'lists that nobody closed': '['.repeat(100_000),
  'maps in braces': '{b: 1, a: '.repeat(50_000),
  'lists of dashes': `\n  ${'- '.repeat(2_000)}a`,
}

for (const [what, value] of Object.entries(deep)) {
  test(`${what}, too deep to follow: said where they begin, and the rest is read`, () => {
    const { root, problems } = readYaml(`name: p\nrules: ${value}\nmode: observe # here\n`, coreYaml)
    assert.deepEqual(
      problems.map(({ kind, message }) => [kind, message.slice(0, 54)]),
      [['syntax', 'Lists and maps stand in each other too deeply here; ta']],
    )
    assert.ok((problems[0]?.range.start ?? 0) <= 'name: p\nrules:    - '.length)
    assert.equal(stringOf(childOf(root, 'name')), 'p')
    assert.equal(stringOf(childOf(root, 'mode')), 'observe')
    assert.equal(childOf(root, 'rules')?.kind, value.startsWith('{') ? 'map' : 'list')
  })
}

test('brackets in texts and comments are no depth', () => {
  const brackets = '['.repeat(5_000)
  for (const text of [`a: "${brackets}"\n`, `a: '${brackets}'\n`, `a: x${brackets}\n`, `a: |\n  ${brackets}\n`]) {
    assert.deepEqual(readYaml(`${text}# ${brackets}\n`, coreYaml).problems, [])
  }
})

test('450 levels can be followed', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{a: ', '}'],
    ['[a: ', ']'],
    ['? ', ''],
  ] as const) {
    const { problems } = readYaml(`a:\n  ${open.repeat(450)}x${close.repeat(450)}\n`, coreYaml)
    assert.deepEqual(problems, [], open)
  }
})

test('what is too deep twice is not read at all', () => {
  const { root, problems } = readYaml(`a: ${'['.repeat(2_000)}\nb: ${'['.repeat(2_000)}\n`, coreYaml)
  assert.equal(root, null)
  assert.equal(problems.length, 1)
})
