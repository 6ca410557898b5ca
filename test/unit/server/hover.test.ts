import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MarkupContent } from 'vscode-languageserver'
import { provideHover } from '../../../server/hover.ts'
import { opened, policies, textAt } from '../../support/opened.ts'

function hover(fixture: string, path = '/w/policy.yaml'): { value: string; about: string } | null {
  const { document, documents, position } = opened(path, fixture)
  const found = provideHover(document, documents, position)
  const about = found?.range ? textAt(document, found.range) : ''
  return found && { value: (found.contents as MarkupContent).value, about }
}

const { sandbox, edictum, agentAssembly, orca, safeclaw, capfence } = policies

const table: [what: string, fixture: string, about: string, says: RegExp][] = [
  [
    'a key of the root',
    sandbox.replace('enforcement_mode', 'enforce‸ment_mode'),
    'enforcement_mode',
    /Whether verdicts are applied[\s\S]*- `observe`: Calls proceed/,
  ],
  ['a required key', sandbox.replace('action', 'ac‸tion'), 'action', /required/],
  ['a value', sandbox.replace('deny\n    match', 'de‸ny\n    match'), 'deny', /Stops the call/],
  ['a matcher', sandbox.replace('tool_name', 'tool_‸name'), 'tool_name', /glob over the whole tool name/],
  [
    "a rule's name",
    sandbox.replace('no-rm\n', 'no‸-rm\n'),
    'no-rm',
    /says `deny`; mode `observe`[\s\S]*Tests that expect it/,
  ],
  [
    'a test case',
    sandbox.replace('test: bash', 'test: ba‸sh'),
    '# test: bash {command: rm -rf /} => deny by no-rm',
    /saw "rm/,
  ],
  ['a selector', edictum.replace('args.path', 'args‸.path'), 'args.path', /argument/],
  ['an operator', edictum.replace('matches', 'mat‸ches'), 'matches', /regular expression/],
  ['the kind', edictum.replace('kind: Ruleset', 'kind: Rule‸set'), 'Ruleset', /0\.17/],
  [
    'a word of an expression',
    agentAssembly.replace('contains', 'con‸tains'),
    'args.command contains "rm"',
    /Has the text/,
  ],
  ['an operator as a value', orca.replace('op: regex', 'op: re‸gex'), 'regex', /RE2/],
  ['a nested operator', safeclaw.replace('contains', 'cont‸ains'), 'contains', /somewhere/],
  ['a list of rules', capfence.replace('deny', 'de‸ny'), 'deny', /come before all others/],
]

for (const [what, fixture, about, says] of table) {
  test(`hover: ${what}`, () => {
    const found = hover(fixture)
    assert.equal(found?.about, about)
    assert.match(found?.value ?? '', says)
  })
}

test('hover: half-typed YAML still explains its keys', () => {
  assert.match(hover(`${sandbox}  - name: x\n    act‸ion: [{\n`)?.value ?? '', /What happens to a call/)
})

test('hover: nothing over free text, and null for another kind of document', () => {
  assert.equal(hover('services:\n  we‸b:\n    image: nginx\n'), null)
  assert.equal(hover(`${sandbox}# a com‸ment\n`), null)
})

test('hover: keys of a test file, and its cases elsewhere', () => {
  const cases = 'policy: policy.yaml\ncases:\n  - na‸me: x\n    call: {tool: bash}\n    expect: deny\n'
  assert.match(hover(cases, '/w/policy.test.yaml')?.value ?? '', /What the case shows/)
})
