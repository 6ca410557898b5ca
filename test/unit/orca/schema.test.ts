import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import { levels } from '../../../evaluator/dialects/orca/levels.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { toJson } from '../../../evaluator/yaml/toJson.ts'
import { vectorsOf } from '../../support/vectors.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/orca.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  unicodeRegExp: false,
}).compile(schema)

/** What the schema says; null where the text has no value that a schema could see. */
function valid(text: string): boolean | null {
  const { root, problems } = readYaml(text, coreYaml)
  return root === null || problems.length > 0 ? null : validate(plain(toJson(root)))
}

/** As a JSON reader gives it: a whole float is a number like any other. */
const plain = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? Number(one) : one)))

const rule = (more: string) => `orca: 1\npolicies: [{name: p, rules: [{priority: 1, ${more}}]}]`
const accepted = [
  'orca: 1',
  'orca: 1\nworkspace: {observe_mode: true, autonomy: tight}\npolicies: []',
  rule('verdict: deny, stage: "", args_match_json: ""'),
  rule('verdict: sanitize, sanitize_json: \'{"presets": ["email"]}\''),
  rule('verdict: deny, args_match: {clauses: [{path: "$.a[0]", op: eq, value: null}]}'),
  rule('verdict: deny, egress: {deny: [10.0.0.0/8, "*.x", "fe80::1"]}'),
  ...Object.values(levels),
]
const refused = [
  'policies: []',
  'orca: 2',
  'orca: "1"',
  'orca: 1\nworkspace:',
  'orca: 1\nworkspace: {autonomy: strict}',
  'orca: 1\nkeys: [{firewall_policy: p}]',
  'orca: 1\ntool_names: {Bash: true}',
  'orca: 1\npolicies: [{name: p, defualt_verdict: deny}]',
  'orca: 1\npolicies: [{name: p, default_verdict: sanitize}]',
  rule('label: x'),
  rule('verdict: block'),
  rule('verdict: cap_cost'),
  rule('verdict: cap_cost, cap_cost_cents: 0'),
  rule('verdict: sanitize, sanitize: {presets: []}'),
  rule('verdict: deny, args_match: {}, args_match_json: "{}"'),
  rule('verdict: deny, args_match: {clauses: [{path: a, op: eq, value: 1}]}'),
  rule('verdict: deny, args_match: {clauses: [{path: $.a, op: regex, value: 5}]}'),
  rule('verdict: deny, egress: {deny: ["https://evil.example"]}'),
  rule('verdict: deny, sequence: {steps: [{min_count: 2}]}'),
]

for (const text of accepted) test(`the schema accepts ${text}`, () => assert.equal(valid(text), true))
for (const text of refused) test(`the schema refuses ${text}`, () => assert.equal(valid(text), false))

/** What no schema sees: JSON inside strings, patterns, networks' lengths, and what is compared across the document. */
const unseen = ['json', 'regex', 'cidr', 'two-defaults', 'duplicate-name', 'reference', 'secret']

test('schema and load refuse the same documents, but for what no schema sees', () => {
  for (const text of [...accepted, ...refused, ...vectorsOf('orca').map(({ policy }) => policy)]) {
    const { refused } = orca.load({ path: 'p', text }, [])
    const fine = valid(text)
    if (fine === null || (refused && (unseen.includes(refused.category) || /_json"?:/.test(text)))) continue
    assert.equal(fine, refused === null, `${text}\n${JSON.stringify(validate.errors)}`)
  }
})
