import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'
import { vectorsOf } from '../../support/vectors.ts'

const file = new URL('../../../schemas/agent-assembly-sandbox.schema.json', import.meta.url)
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  unicodeRegExp: false,
}).compile(JSON.parse(readFileSync(file, 'utf8')))

/** What the schema says; null where the text has no value that a schema could see. */
function valid(text: string): boolean | null {
  const { root, problems } = readYaml(text, coreYaml)
  return root === null || problems.length > 0 ? null : validate(plain(toJson(root)))
}

/** As a JSON reader gives it: a whole float is a number like any other. */
const plain = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? Number(one) : one)))

const rule = (more: string) => `name: p\nrules: [{name: a, action: deny, match: {tool_name: bash}${more}}]`

for (const text of ['name: p\nrules: []', rule(''), rule(', reason: x'), `enforcement_mode: observe\n${rule('')}`]) {
  test(`the schema accepts ${text}`, () => assert.equal(valid(text), true, JSON.stringify(validate.errors)))
}

for (const text of ['rules: []', 'name: p', 'name: " "\nrules: []', rule(', severity: high'), rule(', id: b')]) {
  test(`the schema refuses ${text}`, () => assert.equal(valid(text), false))
}

/** What a schema sees; patterns and names that stand twice it does not. */
const seen = ['shape', 'unknown-value', 'unknown-key', 'name-and-id']

test('the schema accepts every recorded document that loads, and refuses every one that fails for its shape', () => {
  for (const { id, policy, load } of vectorsOf('agent-assembly-sandbox')) {
    const fine = valid(policy)
    if (fine === null) continue
    if (load.ok === true) assert.equal(fine, true, `${id}: ${policy}\n${JSON.stringify(validate.errors)}`)
    else if (seen.includes(String(load.error))) assert.equal(fine, false, `${id}: ${load.detail}\n${policy}`)
  }
})
