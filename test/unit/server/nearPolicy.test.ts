import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provideDiagnostics } from '../../../server/diagnostics.ts'
import { policyInfo } from '../../../server/policies.ts'
import { opened } from '../../support/opened.ts'

const rules = '  - {name: no-rm, action: deny, match: {tool_name: bash}}\n'
const text = `name: team\nenforcement_mode: enforce\nrule:\n${rules}`

test('a policy with a misspelt key, opened for the first time, is told and listed as one that does not load', () => {
  const { document } = opened('/w/team.yaml', text)
  const [first] = provideDiagnostics(document) ?? []
  assert.match(String(first?.message), /Did you mean `rules`\?/)
  assert.deepEqual(first?.range.start, { line: 2, character: 0 })
  const info = policyInfo(document)
  assert.deepEqual([info?.name, info?.doesNotLoad], ['team', true])
})

test('a policy that loads says nothing of the kind; a document of another kind is no policy', () => {
  assert.equal(policyInfo(opened('/w/team.yaml', text.replace('rule:', 'rules:')).document)?.doesNotLoad, undefined)
  assert.equal(policyInfo(opened('/w/compose.yaml', 'services: {}\nnetworks: {}\n').document), null)
})
