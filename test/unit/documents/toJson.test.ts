import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import type { Node } from '../../../evaluator/yaml/node.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'

test('a key that is no scalar becomes its JSON text, with whatever numbers it holds', () => {
  const { root } = readYaml('? {a: 9007199254740993, b: 1.0, c: [x]}\n: here\n', coreYaml)
  assert.deepEqual(toJson(root as Node), { '{"a":9007199254740993,"b":1,"c":["x"]}': 'here' })
})
