import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import { marked } from '../../support/marked.ts'

const load = (text: string) => authensor.load({ path: 'policy.json', text }, [])

const refused: [what: string, fixture: string][] = [
  ['an empty file', '«»'],
  ['YAML', '«rules»:\n  - id: a\n'],
  ['a comma too many', '[{"rules": []}«,»]'],
  ['a comment at the end', '{"rules": []} «/»/ ours'],
]

for (const [what, fixture] of refused) {
  test(`does not load: ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = load(text)
    assert.equal(refused?.category, 'not-json')
    assert.deepEqual(
      problems.filter(({ category }) => category).map(({ range }) => range),
      ranges,
    )
  })
}

const rule = (more: string) => `{"rules": [{"id": "a", "effect": "deny"${more}}]}`
const condition = (one: string) => rule(`, "condition": ${one}`)
const always = '"condition": {"all": []}'

const hinted: [what: string, fixture: string, code: string, words: string][] = [
  ['a policy that is a string', '[«"x"»]', 'shape', 'dies'],
  ['no rules', '{«"id"»: "x"}', 'shape', 'a list'],
  ['a null rule', '{"rules": [«null»]}', 'shape', 'dies of null'],
  ['an effect typo', `{"rules": [{"id": "a", "effect": «"denny"», ${always}}]}`, 'unknown-effect', 'mean `deny`?'],
  ['no effect', `{"rules": [{"id": «"a"», ${always}}]}`, 'no-effect', 'needs `effect`'],
  ['a version of letters', '{"version": «"v1"», "rules": []}', 'version', '`1.0.0`'],
  ['a misspelt key', '{«"prioritty"»: 1, "rules": []}', 'unknown-key', 'mean `priority`?'],
  ['session rules', '{«"sessionRules"»: {"maxActionsPerSession": 1}, "rules": []}', 'inert', 'drops'],
  ['no condition', '{"rules": [{"id": «"a"», "effect": "deny"}]}', 'no-condition', 'every call'],
  ['a schedule', rule(`, ${always}, «"schedule"»: {}`), 'inert', 'does not read it'],
  [
    'an unknown operator',
    condition('{"field": "action.type", "operator": «"startswith"», "value": "a"}'),
    'unknown-operator',
    'mean `startsWith`?',
  ],
  [
    'a list that is none',
    condition('{"field": "action.type", "operator": "in", "value": «"a"»}'),
    'value-type',
    'a list',
  ],
  [
    'a number that is none',
    condition('{"field": "action.n", "operator": "gt", "value": «"5"»}'),
    'value-type',
    'a number',
  ],
  [
    'a broken pattern',
    condition('{"field": "action.type", "operator": "matches", "value": «"("»}'),
    'pattern',
    'never matches',
  ],
  ['a condition that is text', condition('«"x"»'), 'always', 'every call'],
  ['an empty condition', condition('{«"and"»: []}'), 'always', 'every call'],
  ['`any` beside `all`', condition('{"all": [], «"any"»: []}'), 'ignored', '`all`'],
  ['`all` that is a map', condition('{"all": «{}»}'), 'shape', 'dies'],
  ['a field that is a number', condition('{"field": «5», "operator": "exists"}'), 'shape', 'dies'],
  ['a glob that does not compile', '{"scope": {"actionTypes": [«"a("»]}, "rules": []}', 'pattern', 'dies'],
  ['a glob with an alternative', '{"scope": {"actionTypes": [«"a|b"»]}, "rules": []}', 'pattern', 'not grouped'],
  ['a shallow glob', '{"scope": {"actionTypes": [«"github.*"»]}, "rules": []}', 'shallow-glob', '`github.**`'],
  ['a principal typo', '{"scope": {"principalTypes": [«"agents"»]}, "rules": []}', 'unknown-value', 'mean `agent`?'],
  [
    'a rule behind one without condition',
    `{"rules": [{"id": "a", "effect": "deny", "condition": {"all": []}}, {"id": «"a"», "effect": "deny", ${always}}]}`,
    'duplicate-id',
    'already',
  ],
]

for (const [what, fixture, code, words] of hinted) {
  test(`loads with a word about ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = load(text)
    assert.equal(refused, null)
    assert.deepEqual(
      problems.map((one) => [one.code, one.range]),
      [[`authensor-${code}`, ranges[0]]],
    )
    assert.ok(problems[0]?.message.includes(words), `"${problems[0]?.message}" does not say ${words}`)
  })
}

test('a rule behind one without condition is never reached', () => {
  const { problems } = load(`{"rules": [{"id": "a", "effect": "deny"}, {"id": "b", "effect": "deny", ${always}}]}`)
  assert.ok(problems.some(({ code }) => code === 'authensor-unreachable'))
})

test('of several policies the inner name is part of the label', () => {
  const { policies } = load('[{"name": "one", "rules": [{"id": "a"}, {}]}, {"id": "two", "rules": [{"id": "a"}]}, {}]')
  const labels = policies.flatMap(({ rules }) => rules.map(({ label }) => label))
  assert.deepEqual(labels, ['one/a', 'one/rule 2', 'two/a'])
})
