import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentAssemblySandbox } from '../../../evaluator/dialects/agent-assembly-sandbox/index.ts'
import { marked } from '../../support/marked.ts'

const rule = 'rules: [{action: deny, match: {tool_name: bash}}]\n'

/** What is wrong, the document with the place marked, the category, and words the message must hold. */
const refused: [what: string, fixture: string, category: string, words: string][] = [
  ['a mode typo', `name: x\nenforcement_mode: «obesrve»\n${rule}`, 'unknown-value', 'Did you mean `observe`?'],
  [
    'a mode that is no word',
    `name: x\nenforcement_mode: «true»\n${rule}`,
    'shape',
    'must be a string, not true or false',
  ],
  [
    'a misspelt key',
    'name: x\n«enforcment_mode»: observe\nrules: []\n',
    'unknown-key',
    'Did you mean `enforcement_mode`?',
  ],
  [
    'a misspelt matcher',
    'name: x\nrules:\n  - action: deny\n    match: {«tool_nam»: bash}\n',
    'unknown-key',
    '`tool_name`',
  ],
  ['a missing name', `«rules»: []\n`, 'shape', 'needs the key `name`'],
  ['a blank name', `name: «" "»\nrules: []\n`, 'shape', 'must not be blank'],
  ['an unknown action', 'name: x\nrules: [{action: «dney», match: {tool_name: a}}]\n', 'unknown-value', '`deny`'],
  ['an empty match', 'name: x\nrules: [{action: deny, match: «{}»}]\n', 'shape', 'at least one matcher'],
  ['a list of no tools', 'name: x\nrules: [{action: deny, match: {tool_name: «[]»}}]\n', 'shape', 'at least one name'],
  [
    'a number among tools',
    'name: x\nrules: [{action: deny, match: {tool_name: [a, «7»]}}]\n',
    'shape',
    'must be a string',
  ],
  ['a look-ahead', 'name: x\nrules: [{action: deny, match: {command_pattern: «"(?=a)"»}}]\n', 'regex', 'RE2'],
  [
    'two rules of one name',
    'name: x\nrules:\n  - {name: a, action: deny, match: {tool_name: b}}\n  - {id: «a», action: deny, match: {tool_name: b}}\n',
    'duplicate-name',
    'unique',
  ],
  [
    'name and id',
    'name: x\nrules: [{name: a, «id»: b, action: deny, match: {tool_name: b}}]\n',
    'name-and-id',
    'keep one',
  ],
  [
    'an id that is no word beside a name',
    'name: x\nrules: [{name: a, «id»: «5», action: deny, match: {tool_name: b}}]\n',
    'shape',
    'keep one',
  ],
  ['a key twice', `name: x\n«name»: y\nrules: []\n`, 'syntax', 'twice'],
  ['a control character', 'name: "x«\x1b»"\nrules: []\n', 'syntax', 'U+001B'],
  ['a second document', `name: x\nrules: []\n«---»\nname: y\n`, 'syntax', 'second document'],
  ['a list at the top', '«- a»\n', 'shape', 'must be a map'],
  [
    'an override without mode',
    `name: x\nrules: []\nagent_overrides: [{«agent_glob»: a}]\n`,
    'shape',
    '`enforcement_mode`',
  ],
]

for (const [what, fixture, category, words] of refused) {
  test(`does not load: ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = agentAssemblySandbox.load({ path: 'policy.yaml', text }, [])
    assert.equal(refused?.category, category)
    assert.deepEqual(
      problems.map(({ range }) => range),
      ranges,
    )
    assert.ok(problems[0]?.message.includes(words), `"${problems[0]?.message}" does not say ${words}`)
  })
}

test('of several defects the weightiest names the document, and each has its place', () => {
  const { text, ranges } = marked('name: «7»\nrules: [{action: «nope», match: {tool_name: b}}]\n«extra»: 1\n')
  const { problems, refused } = agentAssemblySandbox.load({ path: 'policy.yaml', text }, [])
  assert.equal(refused?.category, 'shape')
  const places = problems.map(({ range }) => range).sort((a, b) => a.start - b.start)
  assert.deepEqual(places, ranges)
})

test('what can be read of a broken policy stays in the model', () => {
  const text = 'name: x\nrules:\n  - {action: deny, match: {tool_name: a}}\n  - {action: nope, match: {tool_name: b}}\n'
  const model = agentAssemblySandbox.load({ path: 'policy.yaml', text }, [])
  assert.deepEqual(
    model.rules.map(({ label }) => label),
    ['rules[0]'],
  )
})
