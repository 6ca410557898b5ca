import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeclaw } from '../../../evaluator/dialects/safeclaw/index.ts'
import { marked } from '../../support/marked.ts'

const rule = (conditions: string) =>
  `rules:\n  - name: a\n    action: file_read\n    conditions: ${conditions}\n    effect: DENY\n`

/** What is wrong, the document with the place marked, the category, and words the message must hold. */
const refused: [what: string, fixture: string, category: string, words: string][] = [
  ['a mode typo', 'mode: «simulat»\nrules: []\n', 'unknown-value', 'Did you mean `simulate`?'],
  ['a mode in upper case', 'mode: «Enforce»\nrules: []\n', 'unknown-value', 'Did you mean `enforce`?'],
  ['an empty mode', 'mode: «""»\nrules: []\n', 'unknown-value', '`simulate` or `enforce`'],
  ['a mode that is null', 'mode: «~»\nrules: []\n', 'shape', 'must be a string, not empty'],
  ['no rules', '«mode»: simulate\n', 'shape', 'needs the key `rules`'],
  ['rules that are a map', 'rules: «{a: b}»\n', 'shape', 'must be a list'],
  ['a misspelt key', 'rules: []\n«mod»: simulate\n', 'unknown-key', 'Did you mean `mode`?'],
  ['a key that is a number', 'rules: []\n«1»: a\n', 'unknown-key', '`1`'],
  ['a rule that is a string', 'rules: [«a»]\n', 'shape', 'must be a map'],
  ['a rule without effect', 'rules: [{«name»: a, action: network}]\n', 'shape', 'needs the key `effect`'],
  ['an effect in lower case', 'rules: [{name: a, action: b, effect: «deny»}]\n', 'unknown-value', 'mean `DENY`?'],
  ['a blank name', 'rules: [{name: «" "», action: b, effect: DENY}]\n', 'shape', 'must not be blank'],
  ['a number as name', 'rules: [{name: «7», action: b, effect: DENY}]\n', 'shape', 'must be a string, not a number'],
  [
    'a name twice',
    'rules:\n  - {name: a, action: b, effect: DENY}\n  - {name: «a», action: c, effect: DENY}\n',
    'duplicate-name',
    'unique',
  ],
  [
    'a rule twice through an alias',
    'rules:\n  - &r {name: a, action: b, effect: DENY}\n  - «*r»\n',
    'duplicate-name',
    'unique',
  ],
  [
    'a merge key',
    'rules:\n  - &r {name: a, action: b, effect: DENY}\n  - {«<<»: *r, name: c, action: b, effect: DENY}\n',
    'unknown-key',
    '`<<`',
  ],
  ['empty conditions', rule('«{}»'), 'shape', 'at least one of path, command'],
  ['conditions that are null', rule('«~»'), 'shape', 'must be a map, not empty'],
  ['an unknown field', rule('{«pth»: {equals: a}}'), 'unknown-value', 'Did you mean `path`?'],
  ['what stands under an unknown field is not looked into', rule('{«host»: {regex: 5}}'), 'unknown-value', '`host`'],
  ['no operator', rule('{path: «{}»}'), 'shape', 'at least one of starts_with'],
  ['an unknown operator', rule('{path: {«start_with»: a}}'), 'unknown-value', 'Did you mean `starts_with`?'],
  ['a number as operand', rule('{path: {equals: «5»}}'), 'shape', 'must be a string, not a number'],
  ['`in` with a string', rule('{path: {in: «a»}}'), 'shape', 'must be a list of strings'],
  ['`in` with nothing', rule('{path: {in: «[]»}}'), 'shape', 'at least one string'],
  ['`in` with a number', rule('{path: {in: [a, «5»]}}'), 'shape', 'must be strings'],
  ['a look-ahead', rule("{path: {matches: «'(?=a)'»}}"), 'regex', 'RE2'],
  ['a key twice', 'rules: []\n«rules»: []\n', 'syntax', 'twice'],
  ['a second document', 'rules: []\n«---»\nrules: []\n', 'syntax', 'second document'],
  ['a control character', rule('{path: {equals: "a«\x07»b"}}'), 'syntax', 'U+0007'],
  ['an unknown alias', rule('{path: {equals: «*x»}}'), 'syntax', 'anchor'],
  ['a list at the top', '«- a»\n', 'shape', 'must be a map'],
]

for (const [what, fixture, category, words] of refused) {
  test(`does not load: ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = safeclaw.load({ path: 'policy.yaml', text }, [])
    const errors = problems.filter(({ severity }) => severity === 'error')
    assert.equal(refused?.category, category)
    assert.deepEqual(
      errors.slice(0, 1).map(({ range }) => range),
      ranges,
    )
    if (category !== 'syntax') assert.equal(errors.length, 1)
    assert.ok(errors[0]?.message.includes(words), `"${errors[0]?.message}" does not say ${words}`)
  })
}

const hinted: [what: string, fixture: string, code: string][] = [
  ['a spelling that is not the page’s', 'mode: «simulation»\nrules: []\n', 'safeclaw-mode-spelling'],
  [
    'an action that the system does not know',
    'rules: [{name: a, action: «file_raed», conditions: {path: {equals: x}}, effect: DENY}]\n',
    'safeclaw-unknown-action',
  ],
  ['no conditions', 'rules: [{name: «a», action: network, effect: ALLOW}]\n', 'safeclaw-no-conditions'],
  ['`..` in a path', rule('{path: {starts_with: «/a/../b»}}'), 'safeclaw-dots-in-path'],
]

for (const [what, fixture, code] of hinted) {
  test(`loads with a word about ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = safeclaw.load({ path: 'policy.yaml', text }, [])
    assert.equal(refused, null)
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.range]),
      [[code, ranges[0]]],
    )
  })
}

test('of several defects the weightiest names the document, and each has its place', () => {
  const { text, ranges } = marked(
    'mode: «nope»\nrules:\n  - {name: «5», action: a, effect: «allow»}\n«extra»: {x: 1}\n',
  )
  const { problems, refused } = safeclaw.load({ path: 'policy.yaml', text }, [])
  assert.equal(refused?.category, 'shape')
  const places = problems.map(({ range }) => range).sort((a, b) => a.start - b.start)
  assert.deepEqual(places, ranges)
})

test('what can be read of a broken policy stays in the model', () => {
  const text =
    'rules:\n  - {name: a, action: b, effect: DENY}\n  - {name: c, action: b, effect: NO}\n  - {name: d, action: b, conditions: {x: {}}, effect: DENY}\n'
  const { rules } = safeclaw.load({ path: 'policy.yaml', text }, [])
  assert.deepEqual(
    rules.map(({ name }) => name),
    ['a'],
  )
})
