import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addCaseComment, caseComment } from '../../../analysis/edits/testCase.ts'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { readTestComment } from '../../../analysis/tests/testComment.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import type { Json } from '../../../evaluator/json/values.ts'
import { Unknown } from '../../../evaluator/json/values.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { policies } from '../../support/opened.ts'

const wanted = (args: Json, more: { agent?: string; output?: Json; by?: string; expect?: string } = {}) => {
  const { agent, output, by = null, expect = 'deny' } = more
  const call = {
    tool: 'bash',
    args,
    ...(agent === undefined ? {} : { agent }),
    ...(output === undefined ? {} : { output }),
  }
  return { call, given: nothingGiven, expect, by }
}

function added(text: string, rule: string | null, args: Json, path = '/w/p.yaml'): string {
  const document = readPolicyDocument(path, text)
  assert.ok(document)
  const found = document.policy.rules.find(({ label }) => label === rule) ?? null
  const edits = addCaseComment(document, found, wanted(args, { by: 'no-rm' }))
  assert.ok(Array.isArray(edits), 'message' in edits ? edits.message : '')
  return applyEdits(text, edits)
}

test('a case stands at the head of its rule, at its column', () => {
  const edited = added(policies.sandbox, 'no-rm', { command: 'rm -rf build' })
  const line = "    # test: bash {command: 'rm -rf build'} => deny by no-rm\n"
  assert.equal(edited, policies.sandbox.replace('  - name: no-rm\n', `  - name: no-rm\n${line}`))
})

test('a block scalar is not written into', () => {
  const text = 'name: t\nrules:\n  - name: |-\n      no-rm\n    action: deny\n    match: {tool_name: bash}\n'
  const edited = added(text, 'no-rm', { command: 'rm' })
  assert.equal(edited, text.replace('  - name', "  # test: bash {command: 'rm'} => deny by no-rm\n  - name"))
})

test('where comments cannot stand, a test file is offered', () => {
  const document = readPolicyDocument('/w/p.json', policies.safeclawJson)
  assert.ok(document)
  const refused = addCaseComment(document, document.policy.rules[0] ?? null, wanted({ command: 'rm' }))
  assert.ok('code' in refused)
  assert.equal(refused.code, 'test-file')
})

test('the same case is not added twice', () => {
  const once = added(policies.sandbox, 'no-rm', { command: 'rm -rf x' })
  const document = readPolicyDocument('/w/p.yaml', once)
  assert.ok(document)
  const refused = addCaseComment(document, null, wanted({ command: 'rm -rf x' }, { by: 'no-rm' }))
  assert.ok('code' in refused)
  assert.equal(refused.code, 'there-already')
})

test('a value that was not stored makes no case', () => {
  assert.equal(caseComment(wanted({ command: new Unknown('redacted') })), null)
})

test('whatever the call holds, a case that is written reads back as it was', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=> deny', "it's", '# x', '{a: b}', 'a\nb'),
  )
  const args = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text)))
  fc.assert(
    fc.property(args, fc.option(text, { nil: undefined }), (given, agent) => {
      const body = caseComment(wanted(given, agent === undefined ? {} : { agent }))
      if (body === null) return
      const read = readTestComment(body, { start: 0, end: 0 }, '')
      assert.ok('call' in read)
      assert.deepEqual(JSON.stringify(read.call.args), JSON.stringify(given))
      assert.equal(read.call.agent, agent)
      assert.equal(body.includes('\n'), false)
    }),
  )
})
