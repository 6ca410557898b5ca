import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { possibleDecisions, settledDecision } from '../../../analysis/replay/possible.ts'
import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import { authensor as unguarded } from '../../../evaluator/dialects/authensor/index.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'

/** As everybody gets it. */
const authensor = guarded(unguarded)
const compile = (policy: Json) =>
  authensor.compile(authensor.load({ path: 'p.json', text: JSON.stringify(policy) }, []))
/** An envelope whose action is of this type. */
const callOf = (type: Json, resource: Json = 'ls'): Call => {
  const envelope = { action: { type, resource }, principal: { type: 'agent', id: 'a' }, context: {} }
  return { tool: 'x', args: {}, extra: { envelope } }
}
const possible = (policy: Json, call: Call) => {
  const found = possibleDecisions(compile(policy), call, nothingGiven, null)
  return { ways: found.decisions.map(({ effect, rule }) => `${effect} ${rule}`), settled: settledDecision(found) }
}
const hidden = new Unknown('redacted')
const rm = { id: 'rm', effect: 'deny', condition: { field: 'action.resource', operator: 'startsWith', value: 'rm' } }

test('where the scope of a policy is not known, its default may hold or not', () => {
  const policy = { scope: { actionTypes: ['code.*'] }, defaultEffect: 'allow', rules: [rm] }
  assert.deepEqual(possible(policy, callOf(hidden)), { ways: ['allow null', 'deny null'], settled: null })
  assert.deepEqual(possible(policy, callOf('code.exec')).ways, ['allow null'])
  assert.deepEqual(possible(policy, callOf('web.get')).ways, ['deny null'])
})

test('where it comes to the same inside and outside of the scope, the call counts', () => {
  const policy = { scope: { actionTypes: ['code.*'] }, defaultEffect: 'deny', rules: [rm] }
  assert.equal(possible(policy, callOf(hidden)).settled?.effect, 'deny')
})

test('whatever a hidden type was, what it came to is among the possible decisions', () => {
  const type = fc.constantFrom('code.exec', 'web.get', 'a', '')
  const rule = fc.record(
    {
      id: fc.constantFrom('one', 'two', 'three'),
      effect: fc.constantFrom('allow', 'deny', 'require_approval'),
      condition: fc.record({
        field: fc.constantFrom('action.type', 'action.resource'),
        operator: fc.constantFrom('eq', 'startsWith', 'neq'),
        value: fc.constantFrom('code.exec', 'a', 'ls'),
      }),
    },
    { requiredKeys: ['id', 'effect'] },
  )
  const policy = fc.record(
    {
      scope: fc.record({ actionTypes: fc.array(fc.constantFrom('code.*', 'web.*', '**', 'a'), { maxLength: 2 }) }),
      priority: fc.integer({ min: 0, max: 2 }),
      defaultEffect: fc.constantFrom('allow', 'deny'),
      rules: fc.uniqueArray(rule, { maxLength: 3, selector: ({ id }) => id }),
    },
    { requiredKeys: ['rules'] },
  )
  fc.assert(
    fc.property(fc.array(policy, { minLength: 1, maxLength: 3 }), type, (policies, was) => {
      const named = policies.map((each, index) => ({ name: `p${index}`, ...each }))
      const { effect, rule } = compile(named as unknown as Json).evaluate(callOf(was), nothingGiven, null)
      const { ways } = possible(named as unknown as Json, callOf(hidden))
      assert.ok(ways.includes(`${effect} ${rule}`), `${effect} ${rule} is none of ${ways.join(', ')}`)
    }),
    { numRuns: 500 },
  )
})
