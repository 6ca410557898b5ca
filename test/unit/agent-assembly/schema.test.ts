import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import type { Node } from '../../../evaluator/yaml/node.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { serdeYaml } from '../../../evaluator/yaml/serde.ts'
import { vectorsOf } from '../../support/vectors.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/agent-assembly.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

const accepted = [
  '{}',
  'tools: {bash: {allow: false}}',
  'tools:\n  bash:\n',
  'version: 1\nnetwork: {allowlist: [a.com, "*.b.com"]}',
  'apiVersion: agent-assembly/v1\nkind: Policy\nmetadata: {name: p}\nspec:\n  tools: {"*": {allow: true}}\nother: 1',
  'scope: agent:6f9619ff-8b86-d011-b42d-00c04fc964ff\nbudget: {daily_limit_usd: 1.5, window: 30m}',
  'capabilities: {allow: [file_read, "mcp_tool:x"], deny: []}',
]
const refused = [
  'rules: []',
  'name: p',
  'tools: [bash]',
  'tools: {bash: {alow: true}}',
  'tools: {bash: {allow: yes}}',
  'network: [a]',
  'spec: {version: 1}',
  'spec: {enforcement_mode: observe}',
  'data: {credential_action: drop}',
  'approval_timeout_secs: 0',
  'syscalls: {allow: [fork]}',
]

for (const text of accepted) test(`the schema accepts ${text}`, () => assert.equal(validate(instanceOf(text)), true))
for (const text of refused) test(`the schema refuses ${text}`, () => assert.equal(validate(instanceOf(text)), false))

test('the schema accepts every recorded document that loads, and refuses every one that fails for its shape', () => {
  for (const { id, policy, files, load } of vectorsOf('agent-assembly')) {
    if (files !== undefined) continue
    const value = instanceOf(policy)
    if (value === undefined || value === null) continue
    const fine = validate(value)
    if (load.ok === true) assert.equal(fine, true, `${id}: ${JSON.stringify(validate.errors)}`)
    else if (isShape(policy)) assert.equal(fine, false, id)
  }
})

/**
 * What the engine refuses for its shape. Left out: YAML that cannot be read, keys that stand twice, an explicit null for a
 * tool (an empty one is fine), tags, and floats without a fraction: a JSON value does not show these.
 */
function isShape(text: string): boolean {
  const { refused, problems } = agentAssembly.load({ path: 'p.yaml', text }, [])
  const notInJson = /valid YAML|^The key `|second|document|twice|a whole number|not empty|64 bits|quotes: ""|null/
  const shapes = problems.filter(
    ({ category }) => category === 'document' || category === 'unknown-key' || category === 'rules',
  )
  return (
    refused !== null &&
    !text.includes('!!') &&
    shapes.length > 0 &&
    !shapes.some(({ message }) => notInJson.test(message))
  )
}

/** The document as the engine reads it, as JSON; undefined for an empty one. */
function instanceOf(text: string): unknown {
  const { root } = readYaml(text, serdeYaml)
  return root === null ? undefined : jsonOf(root)
}

function jsonOf(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(jsonOf)
  if (node.kind === 'map') {
    return Object.fromEntries(
      node.entries.map(({ key, value }) => [key.kind === 'scalar' ? key.text : '?', jsonOf(value)]),
    )
  }
  const { value } = node
  if (typeof value === 'number' && !Number.isFinite(value)) return 1
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value
}
