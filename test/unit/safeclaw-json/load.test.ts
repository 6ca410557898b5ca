import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeclawJson } from '../../../evaluator/dialects/safeclaw-json/index.ts'
import { marked } from '../../support/marked.ts'

const problemsOf = (text: string) => safeclawJson.load({ path: 'policy.json', text }, [])

/** What is wrong, the document with the place marked, and words the message must hold. */
const refused: [what: string, fixture: string, words: string][] = [
  ['an empty file', '«»', 'empty'],
  ['a byte-order mark', '«\ufeff»{}', 'byte-order mark'],
  ['a comma too many', '{"rules": []«,»}', 'no comma behind the last'],
  ['a comma too few', '{"rules": [] «"»id": "x"}', 'A `,` or `}`'],
  ['a comment', '{«//» ours\n"rules": []}', 'no comments'],
  ['single quotes', '{"id": «\'x\'»}', 'double quotes'],
  ['a bare key', '{«rules»: []}', 'A key in double quotes'],
  ['a bare word', '{"defaultEffect": «deny»}', 'strings stand in double quotes'],
  ['YAML', '«defaultEffect»: deny\nrules: []', 'strings stand in double quotes'],
  ['a number of YAML', '{"id": «0x1F»}', 'not a number'],
  ['a string without end', '{"id": «"x»\n}', 'does not end'],
  ['an escape of YAML', '{"id": «"\\x41"»}', 'escape'],
  ['no colon', '{"id" «"»x"}', 'A `:`'],
  ['two documents', '{}\n«{»}', 'ends before this'],
  ['no value', '{"id": «}»', 'A value must stand here'],
]

for (const [what, fixture, words] of refused) {
  test(`does not load: ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused, nativeLoad } = problemsOf(text)
    assert.equal(refused?.category, 'not-json')
    assert.deepEqual(
      problems.filter(({ category }) => category).map(({ range }) => range),
      ranges,
    )
    assert.ok(problems[0]?.message.includes(words), `"${problems[0]?.message}" does not say ${words}`)
    assert.deepEqual(nativeLoad, { ok: false, error: 'not-json', detail: refused?.message })
  })
}

const rule = (more: string) => `{"rules": [{"id": "a", "effect": "deny"${more}}]}`
const predicate = (more: string) => rule(`, "condition": {"any": [{${more}}]}`)

const hinted: [what: string, fixture: string, code: string, words: string][] = [
  [
    'an effect in upper case',
    '{"rules": [{"id": "a", "effect": «"DENY"», "condition": {"any": []}}]}',
    'unknown-effect',
    'mean `deny`?',
  ],
  ['a default typo', '{"defaultEffect": «"alow"», "rules": []}', 'unknown-effect', 'mean `allow`?'],
  [
    'a misspelt key',
    '{"«defaultEfect»": "allow", "rules": []}'.replace('"«', '«"').replace('»"', '"»'),
    'unknown-key',
    'mean `defaultEffect`?',
  ],
  ['no rules', '{«"id"»: "x"}', 'no-rules', 'default'],
  ['rules that are a map', '{"rules": «{}»}', 'shape', 'must be a list'],
  ['a null rule', '{"rules": [«null»]}', 'shape', 'die'],
  [
    'no condition',
    '{"rules": [{"id": «"a"», "effect": "deny"}]}'.replace('"id": «"a"»', '«"id"»: "a"'),
    'no-condition',
    'never matches',
  ],
  [
    'an unknown field',
    predicate('"field": «"action.typ"», "operator": "eq", "value": "a"'),
    'unknown-field',
    'mean `action.type`?',
  ],
  [
    'an unknown operator',
    predicate('"field": "action.type", "operator": «"starts_with"», "value": "a"'),
    'unknown-operator',
    'mean `startsWith`?',
  ],
  ['no value', predicate('«"field"»: "action.type", "operator": "contains"'), 'empty-value', 'everything'],
  [
    'an empty value',
    predicate('"field": "action.type", "operator": "startsWith", "value": «""»'),
    'empty-value',
    'everything',
  ],
  [
    'a refused pattern',
    predicate('"field": "action.type", "operator": "matches", "value": «"(a+)+"»'),
    'pattern',
    'never matches',
  ],
  [
    'a broken pattern',
    predicate('"field": "action.type", "operator": "matches", "value": «"("»'),
    'pattern',
    'never matches',
  ],
  ['nesting', predicate('«"all"»: []'), 'no-nesting', 'one level'],
  ['`not`', rule(', "condition": {«"not"»: {}, "any": []}'), 'no-nesting', '`not`'],
  [
    '`all` beside `any`',
    rule(', "condition": {"any": [{"field": "action.type", "operator": "eq", "value": "a"}], «"all"»: []}'),
    'ignored-all',
    'not read',
  ],
  ['`any` that is a map', rule(', "condition": {"any": «{}»}'), 'shape', 'die'],
  ['a date that is none', rule(', "condition": {"any": []}, "expiresAt": «"soon"»'), 'date', 'never expires'],
  ['one hour', rule(', "condition": {"any": []}, "schedule": {"hoursUtc": «[9]»}'), 'hours', 'two numbers'],
  ['a day by name', rule(', "condition": {"any": []}, "schedule": {"daysOfWeek": [«"mon"»]}'), 'days', 'Sunday'],
]

for (const [what, fixture, code, words] of hinted) {
  test(`loads with a word about ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = problemsOf(text)
    assert.equal(refused, null)
    assert.deepEqual(
      problems.map((one) => [one.code, one.range]),
      [[`safeclaw-json-${code}`, ranges[0]]],
    )
    assert.ok(problems[0]?.message.includes(words), `"${problems[0]?.message}" does not say ${words}`)
  })
}

test('of a text that is no JSON the model keeps what can be read', () => {
  const { rules, root } = problemsOf('{"rules": [{"id": "a", "effect": "deny"}, {"id": "b"}],}')
  assert.deepEqual(
    rules.map(({ label }) => label),
    ['a', 'b'],
  )
  assert.equal(root?.kind, 'map')
})

test('labels are unique, and a rule without an id has its number', () => {
  const { rules } = problemsOf('{"rules": [{"id": "a"}, {"id": "a"}, {}, 5]}')
  assert.deepEqual(
    rules.map(({ label }) => label),
    ['a', 'a (2)', 'rule 3', 'rule 4'],
  )
})
