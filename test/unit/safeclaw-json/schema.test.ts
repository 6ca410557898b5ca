import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { safeclawJson } from '../../../evaluator/dialects/safeclaw-json/index.ts'
import { vectorsOf } from '../../support/vectors.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/safeclaw-json.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, unicodeRegExp: false }).compile(
  schema,
)

const documents = [
  '{"id":"p","version":"v1","name":"p","defaultEffect":"deny","rules":[]}',
  '{"rules":[{"id":"a","effect":"allow","condition":{"all":[{"field":"action.type","operator":"in","value":["a"]}]}}]}',
  '{"rules":[{"id":"a","effect":"ALLOW","condition":{"any":[]},"schedule":{"hoursUtc":[9,17]},"expiresAt":"x"}]}',
  '[]',
  'null',
  '{"rules":{}}',
]

test('the schema accepts what the loader accepts, which is all JSON', () => {
  for (const text of [...documents, ...vectorsOf('safeclaw-json').map(({ policy }) => policy)]) {
    const { refused } = safeclawJson.load({ path: 'p.json', text }, [])
    if (refused === null) assert.equal(validate(JSON.parse(text)), true, `${text}\n${JSON.stringify(validate.errors)}`)
    else assert.throws(() => JSON.parse(text))
  }
})
