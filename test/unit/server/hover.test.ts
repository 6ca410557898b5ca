import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MarkupContent } from 'vscode-languageserver'
import { eventLocations, eventText } from '../../../server/eventLocations.ts'
import { provideHover } from '../../../server/hover.ts'
import { completeHover, type HoverContext } from '../../../server/hoverParts.ts'
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

const context = { thought: [], severity: {}, events: async () => [] }

async function completed(fixture: string, more: Partial<HoverContext> = {}): Promise<string> {
  const { document, documents, position } = opened('/w/policy.yaml', fixture)
  const found = await completeHover(provideHover(document, documents, position), document, position, {
    ...context,
    ...more,
  })
  return (found?.contents as MarkupContent | undefined)?.value ?? ''
}

test('over a finding the hover says what its page says, unless it is silenced', async () => {
  const typo = sandbox.replace('observe', 'obe‸srve')
  assert.match(await completed(typo), /sandbox-unknown-value`\n\n/)
  assert.doesNotMatch(await completed(typo, { severity: { 'sandbox-unknown-value': 'off' } }), /sandbox-unknown-value/)
  const silenced = `# rehearsal-disable-file sandbox-unknown-value\n${typo}`
  assert.doesNotMatch(await completed(silenced), /sandbox-unknown-value`\n\n/)
})

const event = (time: string, command: string, dry: boolean) =>
  ({
    id: time,
    seq: 1,
    time,
    agent: 'claude-code',
    tool: 'bash',
    args: { command },
    effect: 'deny',
    dry_run: dry,
  }) as never

test("over a rule's name the hover lists its last events", async () => {
  const events: HoverContext['events'] = async ({ rule, policy, policyFile }, limit) => {
    assert.deepEqual([rule, policy, policyFile, limit], ['no-rm', 'team', '/w/policy.yaml', 3])
    return [event('2026-01-02T03:04:05Z', 'rm -rf /srv', true), event('2026-01-01T00:00:00Z', 'rm -rf *', false)]
  }
  const said = await completed(sandbox.replace('no-rm\n', 'no‸-rm\n'), { events })
  assert.match(said, /Last in the log:\n- 2026.*claude.*rm .*srv → `deny`, only recorded\n- .*→ `deny`$/)
  const never = new Promise<never>(() => {})
  assert.doesNotMatch(await completed(sandbox.replace('no-rm\n', 'no‸-rm\n'), { events: () => never }), /Last in/)
})

test('events are places that an editor can open, each by its id', () => {
  const [location] = eventLocations([event('2026-01-02T03:04:05Z', 'ls', true)])
  assert.equal(location?.uri, 'rehearsal-event:/2026-01-02T03%3A04%3A05Z%20bash.json?2026-01-02T03%3A04%3A05Z')
  assert.match(eventText(event('t', 'a\u202eb', true)), /"command": "a\\u202eb"/)
})
