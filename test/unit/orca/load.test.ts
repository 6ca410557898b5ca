import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import { marked } from '../../support/marked.ts'

const rule = (more: string) =>
  `orca: 1\npolicies: [{name: p, is_default: true, rules: [{priority: 1, label: l, ${more}}]}]\n`
const clause = (more: string) => rule(`verdict: deny, stage: mcp, args_match: {clauses: [{${more}}]}`)

/** What is wrong, the document with the place marked, the category, and words the message must hold. */
const refused: [what: string, fixture: string, category: string, words: string][] = [
  ['no marker', '«policies»: []\n', 'shape', 'needs the key `orca`'],
  ['a marker in quotes', 'orca: «"1"»\n', 'shape', 'a whole number, not a string'],
  ['another format', 'orca: «2»\n', 'unknown-value', 'must be 1'],
  ['a list at the top', '«- a»\n', 'shape', 'must be a map'],
  ['a misspelt key', 'orca: 1\n«polices»: []\n', 'unknown-key', 'Did you mean `policies`?'],
  ['a workspace that is null', 'orca: 1\nworkspace:«»\n', 'shape', 'must be a map, not empty'],
  ['an unknown level', 'orca: 1\nworkspace: {autonomy: «tigt»}\n', 'unknown-value', 'Did you mean `tight`?'],
  ['a policy without a name', 'orca: 1\npolicies: [{«id»: 1}]\n', 'shape', 'needs the key `name`'],
  [
    'a misspelt policy key',
    'orca: 1\npolicies: [{name: p, is_default: true, «defualt_verdict»: deny}]\n',
    'unknown-key',
    'mean `default_verdict`?',
  ],
  [
    'a default verdict that is none',
    'orca: 1\npolicies: [{name: p, is_default: true, default_verdict: «sanitize»}]\n',
    'unknown-value',
    '`allow`, `audit` or `deny`',
  ],
  [
    'shadow mode as a word',
    'orca: 1\npolicies: [{name: p, is_default: true, shadow_mode: «on»}]\n',
    'shape',
    'true or false, not a string',
  ],
  [
    'two defaults',
    'orca: 1\npolicies:\n  - {name: p, is_default: true, enabled: false}\n  - {name: q, is_default: «true»}\n',
    'two-defaults',
    '`p` is the default',
  ],
  [
    'a name twice',
    'orca: 1\npolicies:\n  - {name: p, is_default: true}\n  - {name: «p», enabled: false}\n',
    'duplicate-name',
    'unique',
  ],
  [
    'an id twice',
    'orca: 1\npolicies:\n  - {name: p, id: 8, is_default: true}\n  - {name: q, id: «8», enabled: false}\n',
    'duplicate-name',
    'id 8',
  ],
  ['a key twice', 'orca: 1\nkeys: [{name: k}, {name: «k»}]\n', 'duplicate-name', 'Another key'],
  ['a key for no policy', 'orca: 1\nkeys: [{name: k, firewall_policy: «q»}]\n', 'reference', 'no policy `q`'],
  ['a tool name that is no string', 'orca: 1\ntool_names: {Bash: «true»}\n', 'shape', 'must be a string'],
  ['a verdict typo', rule('verdict: «deni»'), 'unknown-value', 'Did you mean `deny`?'],
  ['a stage typo', rule('verdict: deny, stage: «responce»'), 'unknown-value', 'Did you mean `response`?'],
  ['a priority in quotes', rule('verdict: deny').replace('priority: 1', 'priority: «"1"»'), 'shape', 'a whole number'],
  ['a null label', rule('verdict: deny').replace('label: l', 'label: «~»'), 'shape', 'must be a string, not empty'],
  ['a cap without a sum', rule('verdict: «cap_cost»'), 'cap', '`cap_cost_cents`'],
  ['a cap of nothing', rule('verdict: cap_cost, cap_cost_cents: «0»'), 'cap', 'more than 0'],
  ['nothing to clean', rule('stage: mcp, verdict: «sanitize»'), 'sanitize', 'at least one of'],
  ['nothing to clean by', rule('stage: mcp, verdict: sanitize, sanitize: «{presets: []}»'), 'sanitize', 'at least one'],
  [
    'an unknown preset',
    rule('stage: mcp, verdict: sanitize, sanitize: {presets: [«emal»]}'),
    'unknown-value',
    'Did you mean `email`?',
  ],
  ['a pattern that is none', rule('stage: mcp, verdict: sanitize, sanitize: {patterns: [«"(?!x)"»]}'), 'regex', 'RE2'],
  [
    'both forms',
    rule(`stage: mcp, verdict: deny, args_match: {clauses: [{path: $.a, op: eq, value: 1}]}, args_match_json: «'{}'»`),
    'both-forms',
    'keep one',
  ],
  ['broken JSON', rule(`verdict: deny, args_match_json: «'{"clauses":}'»`), 'json', 'is not JSON'],
  ['a clause without op', clause('«path»: $.a, value: 1'), 'shape', 'needs the key `op`'],
  ['a path of another language', clause('path: «$..a», op: eq, value: 1'), 'path', '`$.name`'],
  ['an unknown op', clause('path: $.a, op: «equals», value: 1'), 'unknown-value', '`contains`'],
  ['a regex that is a number', clause('path: $.a, op: regex, value: «5»'), 'regex', 'as a string'],
  ['a network without its length', clause('path: $.a, op: cidr_match, value: «10.0.0.1»'), 'cidr', '`10.0.0.0/8`'],
  [
    'a URL among hosts',
    rule('stage: egress, verdict: deny, egress: {deny: [«"https://evil.example"»]}'),
    'cidr',
    'slash',
  ],
  ['a misspelt list', rule('stage: egress, verdict: deny, egress: {«denny»: [x]}'), 'unknown-key', 'mean `deny`?'],
  ['a step without a tool', rule('verdict: deny, sequence: {steps: [{«min_count»: 2}]}'), 'shape', '`tool_name_glob`'],
  ['a key in a comment', 'orca: 1 # «sk-orca-AbC123»\n', 'secret', 'withdraw'],
  ['a key twice in a map', 'orca: 1\n«orca»: 1\n', 'syntax', 'twice'],
  ['a control character', 'orca: 1 #«\0»\n', 'syntax', 'U+0000'],
  ['a second document', 'orca: 1\n«---»\norca: 1\n', 'syntax', 'second document'],
]

for (const [what, fixture, category, words] of refused) {
  test(`does not load: ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = orca.load({ path: 'policy.yaml', text }, [])
    const errors = problems.filter(({ severity }) => severity === 'error')
    assert.equal(refused?.category, category)
    assert.deepEqual(
      errors.map(({ range }) => range),
      ranges,
    )
    assert.ok(errors[0]?.message.includes(words), `"${errors[0]?.message}" does not say ${words}`)
  })
}

const policy = (rules: string, more = '') =>
  `orca: 1\npolicies:\n  - {name: p, is_default: true${more}, rules: [${rules}]}\n`

const hinted: [what: string, fixture: string, code: string][] = [
  [
    'clauses on inbound',
    policy(
      '{priority: 1, label: l, stage: inbound, verdict: audit, args_match: «{clauses: [{path: $.a, op: eq, value: 1}]}»}',
    ),
    'clauses-on-inbound',
  ],
  [
    'clauses without a stage',
    policy('{priority: 1, label: l, verdict: audit, args_match: «{clauses: [{path: $.a, op: eq, value: 1}]}»}'),
    'clauses-without-stage',
  ],
  [
    'lists on another stage',
    policy('{priority: 1, label: l, stage: mcp, verdict: audit, egress: «{deny: [a]}»}'),
    'egress-elsewhere',
  ],
  ['a star that is a letter', policy('{priority: 1, label: l, tool_name_glob: «get_*», verdict: audit}'), 'exact-star'],
  [
    'cleaning on inbound',
    policy('{priority: 1, label: l, verdict: «sanitize», sanitize: {presets: [email]}}'),
    'sanitize-blocks-inbound',
  ],
  [
    'denying by arguments alone',
    policy(
      '{priority: 1, label: l, stage: mcp, verdict: deny, args_match: {clauses: [{path: $.a, op: eq, value: 1}]}}',
      ', default_verdict: «allow»',
    ),
    'only-clauses-deny',
  ],
  ['no label', policy('{priority: 1, verdict: «audit»}'), 'no-label'],
  [
    'equal priorities',
    policy('{priority: 1, label: l, tool_name_glob: a, verdict: audit}, {priority: «1», label: m, verdict: audit}'),
    'equal-priority',
  ],
  [
    'nothing but denying',
    policy('{priority: 1, label: l, verdict: deny}', ', default_verdict: «deny»'),
    'blocks-everything',
  ],
  [
    'egress by tool',
    policy('{priority: 1, label: l, stage: egress, tool_name_glob: «curl», verdict: audit, egress: {deny: [a]}}'),
    'egress-with-glob',
  ],
  ['a policy that nothing leads to', 'orca: 1\npolicies: [{name: «p»}]\n', 'unused-policy'],
  [
    'an allow rule with a deny list alone',
    policy('{priority: 1, label: l, stage: egress, verdict: allow, egress: «{deny: [a]}»}'),
    'allow-without-list',
  ],
  [
    'a sequence of nothing',
    policy('{priority: 1, label: l, verdict: audit, sequence: «{steps: []}»}'),
    'empty-sequence',
  ],
  [
    'addresses that can be spelt otherwise',
    policy('{priority: 1, label: l, stage: egress, verdict: audit, egress: {deny: [«10.0.0.0/8»]}}'),
    'address-spellings',
  ],
  [
    'a value that never compares',
    policy(
      '{priority: 1, label: l, stage: mcp, verdict: audit, args_match: {clauses: [{path: $.a, op: gt, value: «"5"»}]}}',
    ),
    'clause-never-holds',
  ],
]

for (const [what, fixture, code] of hinted) {
  test(`loads with a word about ${what}`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = orca.load({ path: 'policy.yaml', text }, [])
    assert.equal(refused, null)
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.range]),
      [[`orca-${code}`, ranges[0]]],
    )
  })
}

test('of several defects the weightiest names the document, and each has its place', () => {
  const { text, ranges } = marked(
    'orca: 1\npolicies: [{name: p, is_default: true, rules: [{priority: 1, verdict: «block», «tool»: x, args_match: {clauses: [{path: «a», op: eq, value: 1}]}}]}]\n',
  )
  const { problems, refused } = orca.load({ path: 'policy.yaml', text }, [])
  assert.equal(refused?.category, 'unknown-key')
  const places = problems.map(({ range }) => range).sort((a, b) => a.start - b.start)
  assert.deepEqual(places, ranges)
})

test('a fix inside a string of JSON is not offered', () => {
  const text = rule(`stage: mcp, verdict: sanitize, sanitize_json: '{"presets": ["emial"]}'`)
  const { problems } = orca.load({ path: 'policy.yaml', text }, [])
  assert.deepEqual(
    problems.map(({ category, fixes }) => [category, fixes]),
    [['unknown-value', undefined]],
  )
})

test('what can be read of a broken policy stays in the model, at its own place', () => {
  const text = 'orca: 1\npolicies:\n  - {name: p, rules: [{priority: 1, verdict: no}, {priority: 2, verdict: deny}]}\n'
  const { policies } = orca.load({ path: 'policy.yaml', text }, [])
  assert.deepEqual(
    policies[0]?.rules.map(({ position, name }) => [position, name]),
    [[1, 'p/rule 2']],
  )
})
