import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { pythonValueOf } from '../../../evaluator/python/document.ts'
import { readPyyaml } from '../../../evaluator/yaml/read-pyyaml.ts'
import { vectorsOf } from '../../support/vectors.ts'
import { plain } from './support.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/capfence.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

const accepted = [
  '',
  '{}',
  'deny: [shell.execute]\nallow: ["*"]',
  'deny: [{capability: a.b, amount_gt: 5, environment: production}]',
  'rules: [{capability: a.b, action: warn, id: r1}]',
  'risk_levels: {low: {action: deny, note: x}}',
  'extends: [base.yaml]',
  'version: 1\nenforcement_mode: observe',
]
const refused = [
  'warn: [a.b]',
  'alow: [a.b]',
  'deny:',
  'deny: a.b',
  'deny: [3]',
  'deny: [{contains: x}]',
  'deny: [{capability: ""}]',
  'deny: [{capability: a.b, id: r1}]',
  'rules: [a.b]',
  'rules: [{capability: a.b}]',
  'rules: [{capability: a.b, action: Deny}]',
  'rules: [{capability: a.b, action: deny, contains: x}]',
  'risk_levels: {low: deny}',
  'extends: 5',
  '[a]',
]

for (const text of accepted) test(`the schema accepts ${text}`, () => assert.equal(accepts(text), true))
for (const text of refused) test(`the schema refuses ${text}`, () => assert.equal(accepts(text), false))

test('every field is described', () => {
  const described = (value: object): boolean => 'description' in value || '$ref' in value
  for (const [key, value] of Object.entries(schema.properties)) assert.ok(described(value as object), key)
})

/** What no JSON value shows, and what another file decides. */
const elsewhere = ['invalid-yaml', 'file-not-found']

test('the schema accepts every recorded document that loads, and refuses every one that fails for its shape', () => {
  for (const { id, group, policy, load, given } of vectorsOf('capfence')) {
    if (given?.encoding !== undefined || group.includes('parent') || group.includes('extends')) continue
    const error = String(load.error ?? '')
    if (elsewhere.includes(error) || group.includes('scalar-crash') || group.includes('unhashable')) continue
    assert.equal(accepts(policy), load.ok, `${id}: ${policy}\n${JSON.stringify(validate.errors)}`)
  }
})

function accepts(text: string): boolean {
  const { root } = readPyyaml(text)
  return validate(root === null ? null : plain(pythonValueOf(root, text)))
}
