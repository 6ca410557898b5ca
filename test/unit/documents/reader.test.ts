import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { type PolicyDocument, readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { PolicyReader } from '../../../analysis/policyReader.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import type { Trace } from '../../../evaluator/trace.ts'
import { addressedOf } from '../../../evaluator/yaml/comments.ts'
import { editedTexts } from './edits.ts'

const runs = { numRuns: Number(process.env.RUNS ?? 200) }
const path = '/w/policy.yaml'

test('a policy read version by version is the policy read whole, in every version without a syntax error', () => {
  fc.assert(
    fc.property(editedTexts, (texts) => {
      const reader = new PolicyReader()
      for (const text of texts) {
        const dialect = reader.read(path, text)?.dialect.name
        const now = reader.read(path, text, dialect ? { dialect } : {})
        const whole = readPolicyDocument(path, text, dialect ? { dialect } : {})
        assert.equal(now === null, whole === null)
        if (!now || !whole) continue
        assert.deepEqual(now.model.refused?.category, whole.model.refused?.category)
        assert.equal(now.wellFormed, whole.wellFormed)
        if (!whole.wellFormed) continue
        assert.deepEqual(shown(now), shown(whole))
        // The engine's own reader may see a comment that the general one loses.
        const own = addressedOf(now.dialect.slices?.read(text).comments ?? [])
        if (!isDeepStrictEqual(now.comments, own)) assert.deepEqual(now.comments, whole.comments)
      }
    }),
    runs,
  )
})

test('what is said of a text does not depend on the versions before it', () => {
  fc.assert(
    fc.property(editedTexts, (texts) => {
      const reader = new PolicyReader()
      for (const text of texts) {
        const first = reader.read(path, text)
        const settled = first ? { dialect: first.dialect.name } : {}
        const afresh = new PolicyReader().read(path, text, settled)
        if (first && afresh?.dialect === first.dialect) assert.deepEqual(shown(first), shown(afresh))
      }
    }),
    runs,
  )
})

test('a text that is broken when it is met is read as one that was whole before', () => {
  const rule = '- {name: b, action: deny, match: {tool_name: ls}}\n'
  const text = (tool: string) =>
    `name: p\nenforcement_mode: enforce\nrules:\n- name: a\n  action: deny\n  match: {tool_name: ${tool}}\n${rule}`
  const reader = new PolicyReader()
  reader.read(path, text('bash'))
  const [edited, met] = [reader.read(path, text('bas}')), new PolicyReader().read(path, text('bas}'))]
  assert.ok(edited && met)
  assert.deepEqual(shown(met), shown(edited))
  assert.equal(met.policy.evaluate({ tool: 'ls', args: {} }, nothingGiven, null).rule, 'b')
})

/** Everything that features see of a document. */
function shown(document: PolicyDocument): object {
  const { model, policy } = document
  const { name, problems, refused, modeRange, nativeLoad, cannotReproduce } = model
  const { rules, mode, digest, needsIsolation } = policy
  const calls = ['bash', 'Bash', 'x'].map((tool) => ({ tool, args: { command: 'rm -rf /' }, output: 'secret' }))
  const judged = calls.map((call) => [
    policy.evaluate(call, nothingGiven, null),
    written(policy.explain(call, nothingGiven, null)),
  ])
  const model_ = { name, problems, refused, modeRange, nativeLoad, cannotReproduce }
  return { model_, rules, mode, digest, needsIsolation, said: diagnosePolicy(document), judged }
}

/** A trace with what its rules say only when they are asked. */
function written({ decision, notes, rules }: Trace): object {
  const asked = rules.map(({ label, range, document, matched, decided, mode, why, clauses }) => {
    return { label, range, document, matched, decided, mode, why, clauses }
  })
  return { decision, notes, rules: asked }
}
