import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Float } from '../../../evaluator/json/values.ts'
import { pyyaml } from '../../../evaluator/yaml/pyyaml.ts'

/** A plain scalar, its tag, and what PyYAML 6 makes of it; a string names the exception. */
const scalars: [text: string, tag: 'int' | 'float' | null, value: number | bigint | Float | string][] = [
  ['0x0b', null, 11],
  ['0x0b1', null, 177],
  ['0b0_1', null, 1],
  ['-0x1F', null, -31],
  ['0x0b', 'int', 11],
  ['0b0b1', 'int', 1],
  ['0o17', 'int', 15],
  ['0x 5', 'int', 5],
  ['0 ', 'int', 0],
  ['٣', 'int', 3],
  ['1:-5', 'int', 55],
  ['0o18', 'int', 'ValueError'],
  ['0x', 'int', 'ValueError'],
  ['5', 'float', new Float(5)],
  ['190:20:30.15', null, 685230.15],
  ['infinity', 'float', Number.POSITIVE_INFINITY],
  [' 1.5 ', 'float', 1.5],
  ['1:x', 'float', 'ValueError'],
  ['+', 'float', 'ValueError'],
  ['_', 'float', 'IndexError'],
  ['+', 'int', 'IndexError'],
]

test('numbers as PyYAML constructs them', () => {
  for (const [text, tag, value] of scalars) {
    const resolved = pyyaml.resolve(text, 'plain', tag && `tag:yaml.org,2002:${tag}`)
    if (typeof value === 'string') assert.equal(resolved.crash, value, text)
    else assert.deepEqual(resolved, { value }, text)
  }
})
