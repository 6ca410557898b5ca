import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import { toJson } from '../../../evaluator/dialects/edictum/read.ts'
import { Float, isObject, type Json } from '../../../evaluator/json/values.ts'
import { vectorsOf } from '../../support/vectors.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/edictum.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv({ allErrors: true, strict: false, strictNumbers: false }).compile(schema)

const head = 'apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: v}\ndefaults: {mode: enforce}\n'
const rules = (...items: string[]) => `${head}rules: [${items.join(', ')}]\n`
const pre = '{id: a, type: pre, tool: t, when: {args.p: {exists: true}}, then: {action: block, message: m}}'
const whole = `${head}tools: {t: {side_effect: read, idempotent: true}}
observability: {otel: {enabled: false, protocol: grpc, resource_attributes: {a: b}}, stdout: true, file: null}
observe_alongside: false
rules:
  - id: a
    type: pre
    enabled: true
    mode: observe
    tool: t
    when: {all: [{args.p: {contains: x}}, {any: [{not: {env.N: {gt: 1.5}}}, {args.q: {in: [1, x]}}]}]}
    then: {action: ask, message: m, tags: [a], metadata: {x: [1]}, timeout: 5, timeout_action: allow}
  - {id: b, type: post, tool: "*", when: {output.text: {matches_any: [a, b]}}, then: {action: redact, message: m}}
  - {id: c, type: session, limits: {max_calls_per_tool: {t: 3}}, then: {action: block, message: m}}
  - {id: d, type: sandbox, tools: [t], within: [/a], not_within: [/a/b], allows: {domains: [x]}, not_allows: {domains: [y]}, outside: ask, message: m}
`

/** What is wrong and the document; the schema must say so in one message. */
const refused: [what: string, text: string][] = [
  ['no defaults', rules(pre).replace(/defaults.*\n/, '')],
  ['a misspelt kind', rules(pre).replace('Ruleset', 'Rulset')],
  ['an unknown top key', `${rules(pre)}foo: 1\n`],
  ['a mode that is none', rules(pre.replace('type: pre', 'type: pre, mode: audit'))],
  ['a mode that is null', rules(pre.replace('type: pre', 'type: pre, mode: null'))],
  ['no tool', rules(pre.replace('tool: t, ', ''))],
  ['the older word', rules(pre.replace('block', 'deny'))],
  ['an unknown type', rules(pre.replace('type: pre', 'type: before'))],
  ['two operators', rules(pre.replace('exists: true', 'exists: true, equals: 1'))],
  ['an unknown operator', rules(pre.replace('exists: true', 'contain: x'))],
  ['a number for a text', rules(pre.replace('exists: true', 'contains: 5'))],
  ['an empty all', rules(pre.replace('{args.p: {exists: true}}', '{all: []}'))],
  [
    'a selector beside all',
    rules(pre.replace('{args.p: {exists: true}}', '{all: [{a: {equals: 1}}], b: {equals: 1}}')),
  ],
  ['a bad id', rules(pre.replace('id: a', 'id: A'))],
  ['a limit of 0', rules('{id: c, type: session, limits: {max_attempts: 0}, then: {action: block, message: m}}')],
  ['no limits', rules('{id: c, type: session, limits: {}, then: {action: block, message: m}}')],
  ['tool and tools', rules('{id: d, type: sandbox, tool: t, tools: [t], within: [/a], message: m}')],
  ['no walls', rules('{id: d, type: sandbox, tool: t, message: m}')],
  ['excluded from nothing', rules('{id: d, type: sandbox, tool: t, allows: {}, not_within: [/a], message: m}')],
]

/** As a JSON reader gives it: whole numbers are numbers like any other. */
function plain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Float) return value.value
  if (typeof value === 'bigint') return Number(value)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

function errors(text: string): string[] {
  const { layers } = edictum.load({ path: 'p', text }, [])
  const root = layers[0]?.root
  validate(root ? plain(toJson(root)) : null)
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map((error) => JSON.stringify(error))
}

test('the schema takes whatever the dialect has, in both vocabularies', () => {
  assert.deepEqual(errors(whole), [])
  const older = whole
    .replace('Ruleset', 'ContractBundle')
    .replace('rules:', 'contracts:')
    .replaceAll('timeout_action', 'timeout_effect')
    .replaceAll('action:', 'effect:')
    .replaceAll('block', 'deny')
    .replaceAll(/\bask\b/g, 'approve')
  assert.deepEqual(errors(older), [])
  for (const text of [whole, older]) assert.equal(edictum.load({ path: 'p', text }, []).refused, null)
})

for (const [what, text] of refused) {
  test(`the schema and the engine refuse ${what}, in one message`, () => {
    assert.equal(errors(text).length, 1, errors(text).join('\n'))
    assert.notEqual(edictum.load({ path: 'p', text }, []).refused, null)
  })
}

/** What a schema sees of what the engine refuses; patterns, ids that stand twice and the like it does not. */
const seen = ['schema', 'not-a-mapping', 'sandbox-dependency', 'unknown-operator']

test('the schema accepts every recorded document that loads, and refuses every one that fails for its shape', () => {
  for (const { id, policy, files, load } of vectorsOf('edictum')) {
    if (files !== undefined) continue
    if (load.ok === true) assert.deepEqual(errors(policy), [], `${id}: ${policy}`)
    else if (seen.includes(String(load.error)))
      assert.notDeepEqual(errors(policy), [], `${id}: ${load.detail}\n${policy}`)
  }
})
