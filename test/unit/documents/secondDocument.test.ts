import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { childOf, stringOf } from '../../../evaluator/yaml/node.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

test('what stands behind a second document is not read: one is too many already', () => {
  const { root, problems, comments } = readYaml('a: b # one\n---\nc: # two\n---\n"d: # three\n', coreYaml)
  assert.equal(stringOf(childOf(root, 'a')), 'b')
  assert.deepEqual(
    problems.map(({ kind, range }) => [kind, range.start]),
    [['second-document', 11]],
  )
  assert.deepEqual(
    comments.map(({ text }) => text),
    ['# one', '# two'],
  )
})

test('a mistake in the second document is still told', () => {
  const { problems } = readYaml('a: b\n---\nc: "d\n', coreYaml)
  assert.deepEqual(problems.map(({ kind }) => kind).sort(), ['second-document', 'syntax'])
})

test('an end of the document and comments behind it are no second one', () => {
  assert.deepEqual(readYaml('a: b\n...\n# more\n', coreYaml).problems, [])
})
