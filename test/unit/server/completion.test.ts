import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompletionItem, TextEdit } from 'vscode-languageserver'
import { nothingSeen, type Seen } from '../../../analysis/language/seen.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { provideCompletion, withoutPlaceholders } from '../../../server/completion.ts'
import { opened, policies } from '../../support/opened.ts'

const seen: Seen = {
  ...nothingSeen,
  tools: () => [
    { name: 'Bash', count: 3 },
    { name: 'mcp__db__drop', count: 1 },
  ],
  argumentsOf: (tool) => (tool === 'bash' ? [{ name: 'command', count: 7 }] : [{ name: 'path', count: 2 }]),
  agents: () => [{ name: 'night-build', count: 4 }],
}

function complete(fixture: string, path = '/w/policy.yaml', snippets = true): CompletionItem[] {
  const { document, documents, position } = opened(path, fixture)
  return provideCompletion(document, { documents, seen, snippets }, position) ?? []
}

const labels = (items: readonly CompletionItem[]) => items.map(({ label }) => label)

/** The text after a completion is taken, without placeholders. */
function taken(fixture: string, label: string, path = '/w/policy.yaml'): string {
  const { document } = opened(path, fixture)
  const item = complete(fixture, path, false).find((each) => each.label === label)
  assert.ok(item, `${label} is offered`)
  const { range, newText } = item.textEdit as TextEdit
  const edit = {
    range: { start: document.text.offsetAt(range.start), end: document.text.offsetAt(range.end) },
    newText,
  }
  return applyEdits(document.text.getText(), [edit])
}

const head = 'name: team\nenforcement_mode: observe\nrules:\n'
const rule = `${head}  - name: no-rm\n`
const edictum = 'apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: v}\ndefaults: {mode: observe}\nrules:\n'
const contract = `${edictum}  - id: a\n    type: pre\n    tool: bash\n`

const table: [what: string, fixture: string, among: string[], never?: string[]][] = [
  ['keys of the root, without those that stand', `${head}‸`, ['agent_overrides'], ['name', 'rules']],
  ['values of an enum', 'name: team\nenforcement_mode: ‸\nrules: []\n', ['enforce', 'observe', 'disabled']],
  ['values right behind the colon', 'name: team\nenforcement_mode:‸\nrules: []\n', ['enforce']],
  ['a half-typed value', 'name: team\nenforcement_mode: ob‸\nrules: []\n', ['observe']],
  ['keys of a rule', `${rule}    ‸\n`, ['action', 'match', 'reason'], ['name', 'rules']],
  ['keys of a rule behind its dash', `${head}  - ‸\n`, ['name', 'action', 'rule on a command']],
  ['a half-typed key', `${rule}    act‸\n    match: {tool_name: bash}\n`, ['action'], ['match']],
  ['keys below a key', `${rule}    match:\n      ‸\n`, ['tool_name', 'command_pattern']],
  ['keys in flow style', `${rule}    match: {‸`, ['tool_name', 'command_pattern']],
  ['keys in flow style after an entry', `${rule}    match: {tool_name: bash, ‸}\n`, ['command_pattern'], ['tool_name']],
  ['values in flow style', `${rule}    match: {tool_name: ‸}\n`, ['bash', 'db.drop']],
  ['items of a list', `${head}  ‸\n`, ['rule on a command', 'rule that redacts']],
  ['agents seen', `${rule}agent_overrides:\n  - agent_glob: ‸\n`, ['night-build']],
  ['below a text broken further up', `${head}  - name: [x\n    action: ‸\n`, ['deny']],
  ['below a half-typed line', `${rule}    acti\n    match:\n      ‸\n`, ['tool_name']],
  ['with tabs nothing breaks', `${rule}\t‸\n`, []],
  ['keys by the type of a contract', `${contract}    ‸\n`, ['when', 'then', 'mode'], ['limits']],
  ['effects by the vocabulary', `${contract}    then:\n      action: ‸\n`, ['block', 'ask'], ['redact']],
  [
    'selectors, and the arguments of the tool',
    `${contract}    when:\n      ‸\n`,
    ['all', 'environment', 'args.command'],
  ],
  ['operators of a selector', `${contract}    when:\n      args.path:\n        ‸\n`, ['contains', 'matches', 'gt']],
  ['selectors of a nested condition', `${contract}    when:\n      all:\n        - ‸\n`, ['args.command', 'not']],
  [
    "SafeClaw's operators",
    'mode: simulate\nrules:\n  - name: a\n    action: file_read\n    conditions: {path: {‸}}\n    effect: DENY\n',
    ['starts_with'],
  ],
  [
    "OrcaRouter's operators",
    'orca: 1\npolicies:\n  - name: a\n    rules:\n      - priority: 1\n        verdict: deny\n        args_match:\n          clauses:\n            - op: ‸\n',
    ['cidr_match', 'gt'],
  ],
  ["CapFence's conditions", 'deny:\n  - capability: shell.execute\n    ‸\n', ['contains', 'amount_gt'], ['capability']],
  [
    'words of an expression',
    'tools:\n  bash:\n    allow: true\n    requires_approval_if: args.‸\n',
    ['args.command', 'contains'],
  ],
  ['tools as keys', 'network: {allowlist: []}\ntools:\n  ‸\n', ['Bash', 'mcp__db__drop']],
  [
    "the JSON dialect's fields",
    policies.safeclawJson.replace('"action.resource"', '‸'),
    ['action.type', 'action.resource'],
  ],
  ["the JSON dialect's operators", policies.safeclawJson.replace('"matches"', '"‸"'), ['startsWith', 'matches']],
  ['a whole rule in JSON', policies.safeclawJson.replace('"rules": [', '"rules": [‸'), ['rule']],
  ["Authensor's conditions", policies.authensor.replace('{field', '{‸, field'), ['all', 'not'], ['operator']],
  ['a JSON document', '{"name": "t", "enforcement_mode": "‸", "rules": []}', ['observe']],
  ['keys of a JSON document', '{"enforcement_mode": "observe", "rules": [], ‸}', ['name'], ['rules']],
  ['a test comment begins', `${rule}    # ‸\n`, ['test:']],
  ['its tool', `${rule}    # test: ‸\n`, ['bash', 'as']],
  ['its arguments', `${rule}    # test: bash {‸} => deny\n`, ['command']],
  ['its verdict', `${rule}    # test: bash {} => ‸\n`, ['deny', 'redact']],
  ['its mode', `${rule}    # test: bash {} in ‸ => deny\n`, ['observe']],
  ['its rule', `${rule}    action: deny\n    match: {tool_name: bash}\n    # test: bash {} => deny by ‸\n`, ['no-rm']],
  ['nothing in a plain comment', `${rule}    # because of ‸\n`, []],
  ['nothing in a block scalar', `${rule}    reason: |\n      ‸\n`, []],
]

for (const [what, fixture, among, never = []] of table) {
  test(`completion: ${what}`, () => {
    const offered = labels(complete(fixture))
    assert.deepEqual(
      among.filter((label) => !offered.includes(label)),
      [],
      `of ${offered.join(' ')}`,
    )
    assert.deepEqual(
      never.filter((label) => offered.includes(label)),
      [],
    )
    if (among.length === 0) assert.deepEqual(offered, [])
  })
}

test('completion: a document of another kind gets null', () => {
  const { document, documents, position } = opened('/w/compose.yaml', 'services:\n  ‸\n')
  assert.equal(provideCompletion(document, { documents, seen: nothingSeen, snippets: true }, position), null)
})

test('completion: what is taken fits its place', () => {
  assert.equal(
    taken('name: t\nenforcement_mode:‸\nrules: []\n', 'observe'),
    'name: t\nenforcement_mode: observe\nrules: []\n',
  )
  assert.equal(taken(`${rule}    mat‸\n`, 'match'), `${rule}    match:\n      \n`)
  assert.equal(taken(`${head}  - mat‸\n`, 'match'), `${head}  - match:\n      \n`)
  assert.equal(
    taken('{"enforcement_mode": "observe", "rules": [], ‸}', 'name'),
    '{"enforcement_mode": "observe", "rules": [], "name": }',
  )
  assert.equal(
    taken('{"name": "t", "rules": [], "enforcement_mode": ‸}', 'observe'),
    '{"name": "t", "rules": [], "enforcement_mode": "observe"}',
  )
  const whole = taken(`${head}  ‸\n`, 'rule that redacts')
  assert.match(
    whole,
    / {2}- name: keys-in-output\n {4}action: redact\n {4}match:\n {6}output_contains_pattern: AKIA\[0-9A-Z\]\{16\}\n/,
  )
  const behindDash = taken(`${head}  - ‸\n`, 'rule that redacts')
  assert.equal(behindDash, whole)
})

test('completion: a value tells its meaning, a tool how often it was seen', () => {
  const [mode] = complete('name: t\nenforcement_mode: obs‸\nrules: []\n').filter(({ label }) => label === 'observe')
  assert.match(JSON.stringify(mode?.documentation), /shadow events/)
  const tool = complete(`${rule}    match: {tool_name: ‸}\n`)[0]
  assert.deepEqual([tool?.label, tool?.detail?.startsWith('seen 3 times')], ['bash', true])
})

test('completion: test files know their policy', () => {
  const { documents } = opened('/w/policy.yaml', `${rule}    action: deny\n    match: {tool_name: bash}\n`)
  const cases = 'policy: policy.yaml\ncases:\n  - name: x\n    call: {tool: bash}\n    expect: {rule: ‸}\n'
  const { document, position } = opened('/w/policy.test.yaml', cases, documents)
  const items = provideCompletion(document, { documents, seen, snippets: false }, position) ?? []
  assert.deepEqual(labels(items), ['no-rm'])
})

test('completion: a new test file offers a whole case', () => {
  assert.ok(labels(complete('policy: p.yaml\ncases:\n  ‸\n', '/w/p.test.yaml')).includes('test case'))
})

test('completion: placeholders become their words', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of the snippet syntax
  assert.equal(withoutPlaceholders('a: ${1:x{2\\}} ${2|deny,allow|} $1 \\$'), 'a: x{2} deny  $')
})

const offered = (fixture: string, path = '/w/policy.yaml', paths: readonly string[] = []) => {
  const { document, documents, position } = opened(path, fixture)
  return provideCompletion(document, { documents, seen, snippets: false, paths }, position) ?? []
}

test('completion: the policies that a test file may name, the nearest first', () => {
  const paths = ['/w/deep/er/b.yaml', '/w/a.yaml', '/other/c.yaml', '/w/a.test.yaml', '/w/deep/a.yaml']
  const fixture = 'policy: ‸\ncases:\n  - call: {tool: bash}\n    expect: deny\n'
  assert.deepEqual(labels(offered(fixture, '/w/x.test.yaml', paths)), [
    'a.yaml',
    'deep/a.yaml',
    '../other/c.yaml',
    'deep/er/b.yaml',
  ])
  const inList = fixture.replace('policy: ‸', 'policy:\n  - a.yaml\n  - ‸')
  assert.ok(labels(offered(inList, '/w/x.test.yaml', paths)).includes('deep/a.yaml'))
})

test('completion: the policies that one may extend, as the engine finds them from the workspace folder', () => {
  const fixture = `extends: ‸\n${policies.capfence}`
  const { document, documents, position } = opened('/w/policies/team.yaml', fixture)
  const paths = ['/w/policies/team.yaml', '/w/policies/base.yaml', '/w/all.yaml']
  const context = { documents, seen, snippets: false, paths, folders: ['/w'] }
  const items = labels(provideCompletion(document, context, position) ?? [])
  assert.deepEqual(
    items.filter((label) => label.endsWith('.yaml')),
    ['all.yaml', 'policies/base.yaml'],
  )
})

/** Tools as each dialect names them, and arguments wherever a dialect can ask for one, most used first with their counts. */
const known: [what: string, fixture: string, label: string, detail: RegExp, path?: string][] = [
  ['sandbox tools', `${rule}    match: {tool_name: ‸}\n`, 'bash', /^seen 3 times/],
  ['agent-assembly tools', 'tools:\n  ‸\ncapabilities: {allow: []}\n', 'Bash', /^seen 3 times/],
  ['edictum tools', `${edictum}  - id: a\n    type: pre\n    tool: ‸\n`, 'Bash', /^seen 3 times/],
  ['capfence capabilities', 'deny:\n  - capability: ‸\n', 'shell.execute', /^seen 3 times/],
  ['capfence tools', `${policies.capfence}  - {capability: a.b, tool_name: ‸}\n`, 'mcp__db__drop', /^seen once/],
  ['capfence capabilities alone', `${policies.capfence}  - ‸\n`, 'shell.execute', /^seen 3 times/],
  ['safeclaw actions', `${policies.safeclaw}  - name: a\n    action: ‸\n`, 'shell_exec', /^seen 3 times/],
  ['orca tools', policies.orca.replace("'*.exec'", '‸'), 'shell.exec', /^seen 3 times/],
  [
    'authensor types',
    policies.authensor.replace('action.resource, operator: matches, value: env', 'action.type, operator: eq, value: ‸'),
    'code.exec',
    /^seen 3 times/,
  ],
  [
    'safeclaw-json types',
    policies.safeclawJson.replace(
      '"action.resource", "operator": "matches", "value": "env"',
      '"action.type", "operator": "eq", "value": ‸',
    ),
    'code.exec',
    /^seen 3 times/,
  ],
  ['edictum arguments', `${contract}    when: {‸}\n`, 'args.command', /^seen 7 times/],
  [
    'agent-assembly arguments',
    policies.agentAssembly.replace('args.command contains "rm"', '‸'),
    'args.command',
    /selector/,
  ],
  ['orca arguments', policies.orca.replace('$.command', '‸'), '$.path', /^seen 2 times/],
  [
    'authensor arguments',
    policies.authensor.replace('action.resource', '‸'),
    'action.parameters.path',
    /^seen 2 times/,
  ],
  [
    'arguments of a case',
    'policy: p.yaml\ncases:\n  - call:\n      tool: bash\n      args: {‸}\n    expect: deny\n',
    'command',
    /^seen 7 times/,
    '/w/x.test.yaml',
  ],
  ['inner policies of a key', `${policies.orca}keys:\n  - {name: ci, firewall_policy: ‸}\n`, 'team', /^policy$/],
]
for (const [what, fixture, label, detail, path] of known) {
  test(`completion knows ${what}`, () => {
    const items = offered(fixture, path)
    const item = items.find((each) => each.label === label)
    assert.ok(item, `${label} among ${labels(items).join(', ')}`)
    assert.match(item.detail ?? '', detail)
  })
}
