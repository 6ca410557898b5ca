import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import type { Json } from '../../../evaluator/json/values.ts'

type Answer = { [key: string]: Json }

const call = { action: { type: 'b', resource: '' }, principal: { type: 'agent', id: 'a' }, context: {} }

/** The answer where the session has done `a` already. */
function ask(sessionRules: Json, envelope: Json = call): Answer {
  const text = JSON.stringify({ rules: [{ id: 'r', effect: 'allow' }], sessionRules })
  const asked = { tool: '', args: {}, extra: { envelope } }
  const given = { ...nothingGiven, extra: { session: { actions: [{ actionType: 'a' }] } } }
  return authensor.compile(authensor.load({ path: 'p.json', text }, [])).native(asked, given, null).answer as Answer
}

const risk = (riskWeights: Json) => ({ sessionRiskThreshold: { maxScore: 1, riskWeights } })

const asked: [what: string, rules: Json, verdict: string][] = [
  ['no maximum', { maxActionsPerSession: null }, 'allow'],
  ['a maximum in text', { maxActionsPerSession: '1' }, 'deny'],
  ['sequences that are no list', { forbiddenSequences: { any: [] } }, 'allow'],
  ['sequences that are a text', { forbiddenSequences: 'ab' }, 'TypeError'],
  ['sequences that say they are long and are no list', { forbiddenSequences: { length: 1 } }, 'TypeError'],
  ['a sequence', { forbiddenSequences: [{ sequence: ['a', 'b'] }] }, 'deny'],
  ['weights', risk({ a: 1, '*': 1 }), 'deny'],
  ['weights that are null', risk(null), 'allow'],
  ['weights that are a text', risk('ab'), 'TypeError'],
  ['weights that are a list', risk([5]), 'allow'],
]

for (const [what, rules, verdict] of asked) {
  test(`session rules: ${what}`, () => {
    const answer = ask(rules)
    assert.equal(answer.error ?? answer.verdict, verdict)
  })
}

test('the history is weighed before the call is looked at', () => {
  assert.equal(ask(risk({ '(': 1 }), { context: {} }).error, 'SyntaxError')
  assert.equal(ask(risk({ a: 1 }), { context: {} }).error, 'TypeError')
})
