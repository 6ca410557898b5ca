import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { safeclaw } from '../../../evaluator/dialects/safeclaw/index.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'
import { vectorsOf } from '../../support/vectors.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/safeclaw.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, unicodeRegExp: false }).compile(schema)

/** What the schema says; null where the text has no value that a schema could see. */
function valid(text: string): boolean | null {
  const { root, problems } = readYaml(text, coreYaml)
  return root === null || problems.length > 0 ? null : validate(toJson(root))
}

const rule = (more: string) => `rules: [{name: a, action: file_read, effect: ALLOW${more}}]`
const accepted = [
  'rules: []',
  'mode: simulation\nrules: []',
  rule(''),
  rule(', conditions: {path: {starts_with: ""}, agent: {in: [a, b]}}'),
  'rules: [{name: a, action: "", effect: DENY}]',
]
const refused = [
  '{}',
  'mode: Simulate\nrules: []',
  'rules: {}',
  'rules: []\nname: x',
  rule(', id: 1'),
  rule(', conditions: {}'),
  rule(', conditions: {path: {}}'),
  rule(', conditions: {host: {equals: a}}'),
  rule(', conditions: {path: {regex: a}}'),
  rule(', conditions: {path: {in: []}}'),
  rule(', conditions: {path: {equals: 5}}'),
  'rules: [{name: " ", action: a, effect: ALLOW}]',
  'rules: [{name: a, action: a, effect: allow}]',
]

for (const text of accepted) test(`the schema accepts ${text}`, () => assert.equal(valid(text), true))
for (const text of refused) test(`the schema refuses ${text}`, () => assert.equal(valid(text), false))

test('schema and load refuse the same documents, but for patterns and names that stand twice', () => {
  const texts = [...accepted, ...refused, ...vectorsOf('safeclaw').map(({ policy }) => policy)]
  for (const text of texts) {
    const { refused } = safeclaw.load({ path: 'p', text }, [])
    const fine = valid(text)
    if (fine === null || refused?.category === 'regex' || refused?.category === 'duplicate-name') continue
    assert.equal(fine, refused === null, `${text}\n${JSON.stringify(validate.errors)}`)
  }
})
