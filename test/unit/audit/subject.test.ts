import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subjectOf } from '../../../audit/subject.ts'
import type { Json } from '../../../evaluator/json/values.ts'

const cwd = '/srv/project'
const subjects: readonly [what: string, args: Json, subject: string][] = [
  ['the command before everything else', { description: 'list', command: 'ls -l' }, 'ls -l'],
  ['a path in the folder, without the folder', { file_path: '/srv/project/src/a.ts', content: 'x' }, 'src/a.ts'],
  ['a notebook by its path', { new_source: 'print(1)', notebook_path: '/srv/project/a.ipynb' }, 'a.ipynb'],
  ['the first argument where none tells more', { limit: 3, other: 'x' }, '3'],
  ['arguments that are text', 'ls', 'ls'],
  ['no arguments', {}, ''],
  ['text that would reorder a line, escaped', { command: 'ls \u202e' }, 'ls \\u202e'],
  ['long text, shortened', { command: 'a'.repeat(200) }, `${'a'.repeat(120)}…`],
]
for (const [what, args, subject] of subjects) {
  test(`a call is told by ${what}`, () => assert.equal(subjectOf({ args, cwd }), subject))
}
