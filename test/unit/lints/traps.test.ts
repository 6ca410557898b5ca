import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixesOf } from '../../../analysis/fixes.ts'
import { lintPolicy } from '../../../analysis/lints/index.ts'
import { readPolicyAs } from '../../../analysis/policyDocument.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'
import { found, type Row, trap } from './trap.ts'

const assembly = (code: string, rows: readonly Row[]) => trap('agent-assembly', code, rows)
const asked = (condition: string) => `tools:\n  a: {allow: true, requires_approval_if: '${condition}'}\n`

assembly('assembly-never-holds', [
  [asked('«args.x in "a"»'), 'needs a list', asked('args.x in ["a"]')],
  [asked('«args.x > "5"»'), 'compares numbers', asked('args.x > 5')],
  [asked('«args.x > "b"»'), 'compares numbers'],
  [asked('«args.x contains 5»'), 'compares texts'],
  [asked('«args.x == ["a"]»'), '`in` and `not_in`'],
  [asked('«args.n != NaN»'), 'NaN'],
  [asked('«args.x == L2»')],
  [asked('«governance_level == "L2"»'), 'without quotes', asked('governance_level == L2')],
  [asked('«tool_result contains "x"»'), 'before the call'],
  [asked('tool == "a" OR «target.team_id == "x"»'), '`message`'],
  [asked('args.x == "a" AND args.n > 5 AND args.y in ["a"] AND governance_level >= L2 AND tool in ["a"]')],
  ['tools:\n  message: {requires_approval_if: \'target.team_id != "eng"\'}\n'],
])
assembly('assembly-without-registry', [
  [asked('«agent.depth > 3»'), 'always holds'],
  [asked('«agent.team_id == "x"»'), 'never holds'],
])
assembly('assembly-always-holds', [
  [asked('«tool > "w"»'), 'always holds'],
  [asked('tool > "4"')],
  [asked('«tool != ["a"]»'), '`!=` always holds'],
])
assembly('assembly-never-asked', [
  ['tools:\n  message: {allow: false, requires_approval_if: \'target.team_id != "eng"\'}\n'],
  ['tools:\n  a: {allow: false, requires_approval_if: «\'args.x == "a"\'»}\n'],
])
assembly('assembly-tool-star', [
  ['tools:\n  «"mcp__*"»: {allow: false}\n', 'one exact name'],
  ['tools:\n  "*": {allow: false}\n'],
])
assembly('assembly-blank-counts', [
  ['tools:\n  «"bash "»: {allow: false}\n', 'no tool'],
  ['scope: «"team: "»\ntools: {a: {allow: true}}\n', 'nobody has'],
  ['scope: "team:a"\ntools: {a: {allow: true}}\n'],
])
assembly('assembly-limit-zero', [['tools:\n  a: {allow: true, limit_per_hour: «0»}\n', 'every call of `a`']])
assembly('assembly-host-never', [
  ['network: {allowlist: [«"https://api.a.com"»]}\n', 'no scheme', 'network: {allowlist: ["api.a.com"]}\n'],
  ['network: {allowlist: [«"api.a.com:443"»]}\n', 'port', 'network: {allowlist: ["api.a.com"]}\n'],
  ['network: {allowlist: [«" api.a.com"»]}\n', 'blanks', 'network: {allowlist: ["api.a.com"]}\n'],
  ['network: {allowlist: [«"api.*.com"»]}\n', 'a star elsewhere'],
  ['network: {allowlist: ["*", "https://x"]}\n'],
  ['network: {allowlist: ["*.a.com", a.com]}\n'],
])
assembly('assembly-host-apex', [
  ['network: {allowlist: [«"*.a.com"»]}\n', 'not `a.com` itself'],
  ['network: {allowlist: ["*.a.com", A.com]}\n'],
])
assembly('assembly-empty-allow', [['capabilities: {allow: «[]»}\n', 'restricts nothing']])
assembly('assembly-budget-nan', [['budget: {daily_limit_usd: «.nan»}\n', 'stops nothing']])
assembly('assembly-allow-by-default', [
  ['tools:\n  «bash»:\n', '', 'tools:\n  bash: { allow: false }\n'],
  ['tools: {«bash»: {}}\n', '', 'tools: {bash: { allow: false }}\n'],
  ['tools: {«bash»: {allow: }}\n', '', 'tools: {bash: {allow: false }}\n'],
  [
    'tools:\n  «a»:\n    requires_approval_if: |\n      tool == "a"\n  b: {allow: true}\n',
    '',
    'tools:\n  a:\n    requires_approval_if: |\n      tool == "a"\n    allow: false\n  b: {allow: true}\n',
  ],
])
const enveloped = (head: string) => `apiVersion: v1\nkind: P\n${head}spec: {tools: {a: {allow: true}}}\n`
assembly('assembly-beside-spec', [
  [enveloped('metadata: {name: x, «scope»: "team:a", «enforcement_mode»: observe}\n'), 'Under `metadata`'],
  [enveloped('metadata: {name: x, version: "1", labels: {a: b}}\n')],
])
assembly('assembly-unknown-key', [
  [enveloped('«kind»: Q\n'), 'a second time, so the gateway does not look under `spec`'],
  [enveloped('metadata: «text»\n'), 'is no map'],
])

const capfence = (code: string, rows: readonly Row[]) => trap('capfence', code, rows)
const denied = (condition: string) => `deny:\n  - {capability: a.b, ${condition}}\n`
const allowed = (condition: string) => `allow:\n  - {capability: a.b, ${condition}}\n`

capfence('capfence-list-is-one-value', [[denied('«contains: [x, y]»'), '`match_keywords`']])
capfence('capfence-null-is-text', [
  [denied('«contains: null»'), '`none`'],
  [denied('«match_regex: null»'), '`None`'],
  [denied('«tenant: null»'), 'no `tenant`'],
])
capfence('capfence-empty-needle', [
  [denied('«contains: ""»'), 'every call'],
  [denied('«match_keywords: [a, ""]»')],
  [denied('«path_prefix: ""»'), 'names a path'],
])
capfence('capfence-threshold-not-a-number', [[denied('«amount_gt: .nan»'), 'every number']])
capfence('capfence-bound-pattern', [
  [denied('«match_regex: "^ls"»'), 'start of the first'],
  [denied('«match_regex: [a, "b$"]»'), 'end of the last'],
  [denied("match_regex: 'a\\$'")],
])
capfence('capfence-payload-answers', [
  [allowed('«environment: development»'), 'an agent that names the value'],
  [allowed('«user_role: admin»'), 'nowhere else'],
  [denied('environment: production')],
])
capfence('capfence-prefix-as-text', [[allowed('«path_prefix: ./ws/»'), '`..`'], [denied('path_prefix: /etc')]])
capfence('capfence-odd-character', [
  ['deny: [shell.exec]\nallow: [«"shell.*"»]\n', '`deny[0]`'],
  ['deny: ["*.exec"]\nallow: [«"shell.*"»]\n'],
  ['deny: ["shell.*"]\nallow: ["shell.*"]\n'],
  ['deny: ["*"]\nallow: ["shell.*"]\n'],
  ['deny: [fs.read]\nallow: ["shell.*"]\n'],
])
capfence('capfence-broad-capability', [['allow: [«"system.*"»]\n', 'warns']])
capfence('capfence-key-without-effect', [
  [
    'rules:\n  - {capability: a.b, action: deny, «threshold»: 5}\n',
    '`threshold`',
    'rules:\n  - {capability: a.b, action: deny}\n',
  ],
])
capfence('capfence-wrapped-arguments', [
  ['deny:\n  - {capability: a.b, «amount_gt: 5»}\n  - {capability: a.b, path_prefix: /etc}\n', '1 more'],
  [allowed('amount_gt: 5')],
])
capfence('yaml-hidden-break', [
  ['allow: [a.b] # note«\u2029»deny: [a.b]\n', 'U+2029'],
  ['allow: [a.b] # note\u2029# more\n'],
])
capfence('yaml-old-spelling', [
  [denied('amount_gt: «010»'), 'Write the number', denied('amount_gt: 8')],
  [denied('environment: «2024-01-01»'), 'a date', denied('environment: "2024-01-01"')],
  [denied('contains: 2024-01-01')],
])

test('a parent is found from where the engine runs', () => {
  const read = dialectNamed('capfence')
  assert.ok(read)
  const text = 'extends: base.yaml\ndeny: [a.b]\n'
  const further = [{ path: 'base.yaml', text: 'deny: [c.d]\n' }]
  const told = lintPolicy(readPolicyAs(read, 'p.yaml', text, { further }))
  const at = told.find(({ code }) => code === 'capfence-extends-folder')?.range
  assert.equal(at && text.slice(at.start, at.end), 'base.yaml')
})

test('a parent where the gate finds policies by itself judges alone, too', () => {
  const read = dialectNamed('capfence')
  assert.ok(read)
  const told = (path: string) => {
    const further = [{ path, named: 'base.yaml', text: 'deny: [c.d]\n' }]
    const found = lintPolicy(readPolicyAs(read, 'p.yaml', 'extends: base.yaml\ndeny: [a.b]\n', { further }))
    return found.some(({ code }) => code === 'capfence-parent-judges-alone')
  }
  assert.deepEqual(['/w/policies/base.yaml', '/w/.rehearsal/base.yaml', '/w/base.policy.yaml'].map(told), [
    true,
    true,
    true,
  ])
  assert.deepEqual(['/w/policies/shared/base.yaml', '/w/base.yaml'].map(told), [false, false])
})

const edictum = (code: string, rows: readonly Row[]) => trap('edictum', code, rows)
const ruleset = (rules: string, more = '') =>
  `apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: v}\ndefaults: {mode: enforce}\n${more}rules:\n${rules}`
const pre = (when: string, more = '', tool = 'Bash', id = 'a', action = 'block') =>
  `  - {id: ${id}, type: pre, tool: ${tool}, when: ${when}, then: {action: ${action}, message: m${more}}}\n`
const box = (what: string) => ruleset(`  - {id: s, type: sandbox, tool: Read, ${what}, message: m}\n`)

edictum('edictum-null-operand', [
  [ruleset(pre('{args.p: {equals: «null»}}')), 'never holds'],
  [ruleset(pre('{args.p: {not_equals: «null»}}')), 'wherever there is a value'],
  [ruleset(pre('{args.p: {in: «[a, null]»}}')), 'counts for nothing'],
])
edictum('edictum-empty-text', [
  [ruleset(pre('{args.p: {contains: «""»}}')), 'only asks whether'],
  [ruleset(pre('{args.p: {contains_any: «[a, ""]»}}'))],
  [ruleset(pre('{args.p: {equals: ""}}'))],
])
edictum('edictum-list-index', [
  [ruleset(pre('{«args.items.0»: {equals: x}}')), 'never an item'],
  [ruleset(pre('{args.x0.y: {equals: x}}'))],
])
edictum('edictum-python-pattern', [
  [ruleset(pre("{args.p: {matches: «'a\\Z'»}}")), 'the letter Z'],
  [ruleset(pre("{args.p: {matches: 'a\\\\Z'}}"))],
])
edictum('edictum-idle-timeout', [
  [
    ruleset(pre('{args.p: {exists: true}}', ', «timeout»: 5')),
    'approvals only',
    ruleset(pre('{args.p: {exists: true}}')),
  ],
  [ruleset(pre('{args.p: {exists: true}}', ', timeout: 5', 'Bash', 'a', 'ask'))],
])
edictum('edictum-impossible-tool', [[ruleset(pre('{args.p: {exists: true}}', '', '«a/b»')), 'never asked']])
edictum('edictum-tools-glob', [
  [ruleset(pre('{args.p: {exists: true}}'), 'tools: {«"mcp_*"»: {side_effect: read}}\n'), 'no pattern here'],
])
edictum('edictum-metadata-key', [
  [ruleset(pre('{args.p: {exists: true}}', ', metadata: {«error_detail»: x}')), 'where the check dies'],
])
edictum('edictum-empty-allows', [[box('allows: «{}»'), 'lets everything through'], [box('allows: {}, within: [/ws]')]])
edictum('edictum-sandbox-path', [
  [box('within: [«"~/ws"», /ws]'), 'not expanded'],
  [box('within: [«./ws»]'), 'relative'],
])
edictum('edictum-command-words', [[box('allows: {commands: [git, «git status»]}'), 'first word']])
edictum('edictum-host', [
  [box('allows: {domains: [«"https://example.com"»]}'), 'no scheme'],
  [box('allows: {domains: [«Example.com»]}'), 'lower case'],
  [box('allows: {domains: [«"*.example.com"»]}'), 'not `example.com` itself'],
  [box('allows: {domains: ["*.example.com", example.com]}')],
])
edictum('unreachable-rule', [
  [
    ruleset(
      pre('{args.c: {contains: rm}}', '', 'Bash', 'a', 'ask') + pre('{args.c: {contains: rm}}', '', 'Bash', '«b»'),
    ),
    '`a` stands before it',
  ],
])
edictum('yaml-old-spelling', [
  [ruleset(pre('{args.p: {gt: «1:30»}}')), 'Write the number', ruleset(pre('{args.p: {gt: 90}}'))],
  [ruleset(pre('{args.p: {equals: «2024-01-01»}}')), 'a date'],
  [ruleset(pre('{args.p: {in: [«1e3»]}}')), 'a text and no number'],
])

const orca = (code: string, rows: readonly Row[]) => trap('orca', code, rows)
const firewall = (rule: string) =>
  `orca: 1\npolicies:\n  - name: p\n    is_default: true\n    rules:\n      - {priority: 1, label: a, ${rule}}\n`
const clauses = (...each: string[]) =>
  firewall(`stage: mcp, verdict: deny, args_match: {clauses: [${each.join(', ')}]}`)

orca('never-matches', [
  [clauses('{path: $.a, op: eq, value: x}', '«{path: $.a, op: eq, value: y}»'), '`$.a`'],
  [clauses('{path: $.a, op: regex, value: "^b"}', '«{path: $.a, op: in, value: [a, c]}»')],
  [clauses('{path: $.a, op: contains, value: b}', '{path: $.a, op: in, value: [a, bc]}')],
  [clauses('{path: $.a, op: eq, value: x}', '{path: $.b, op: eq, value: y}')],
])
orca('orca-host-never', [
  [firewall('stage: egress, verdict: deny, egress: {deny: [«"a.b:443"», a.b, "fd00::1"]}'), 'port'],
])
orca('orca-host-in-both', [
  [firewall('stage: egress, verdict: deny, egress: {deny: [«a.b», c.d], allow: [a.b]}'), 'both lists'],
])
orca('orca-exact-star', [[`${firewall('stage: mcp, verdict: deny')}tool_names: {«"a*b"»: x, "c*": y}\n`, 'at the end']])

test('a key that is missing is told once, where it is asked for', () => {
  const { problems } = found('orca', firewall('stage: mcp, verdict: cap_cost'))
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['orca-cap'],
  )
})

const safeclaw = (code: string, rows: readonly Row[]) => trap('safeclaw', code, rows)
const path = (condition: string, effect = 'DENY') =>
  `  - {name: a, action: file_read, conditions: {path: {${condition}}}, effect: ${effect}}\n`

safeclaw('safeclaw-no-engine', [[`mode: enforce\n«rules»:\n${path('equals: /x')}`, 'no engine of the vendor']])
safeclaw('safeclaw-empty-text', [[`mode: enforce\nrules:\n${path('«starts_with: ""»')}`, 'has a `path`']])
safeclaw('safeclaw-dots-in-path', [
  [`mode: enforce\nrules:\n${path('starts_with: «/project/»', 'ALLOW')}`, 'let through'],
  [`mode: enforce\nrules:\n${path('starts_with: /project/')}`],
])

test('a word that is no better is not proposed', () => {
  for (const selector of ['env.', 'principal.claims', 'output.length']) {
    const { document, problems } = found('edictum', ruleset(pre(`{${selector}: {equals: x}}`)))
    const told = problems.find(({ code }) => code === 'edictum-unknown-selector')
    assert.ok(told, selector)
    assert.deepEqual(fixesOf(document, told), [], selector)
  }
  const { problems } = found(
    'safeclaw',
    `mode: enforce\nrules:\n${path('equals: /x')}`.replace('path: {', 'Path: {equals: /y}, path: {'),
  )
  assert.equal(problems.find(({ code }) => code === 'safeclaw-unknown-value')?.fixes, undefined)
})

test('a document in JSON is given no comment', () => {
  const text = '{"id": "p", "name": "p", "version": "v1", "defaultEffect": "deny", "rules": []}'
  for (const dialect of ['safeclaw-json', 'authensor']) {
    const { document, problems } = found(dialect, text)
    const told = problems.find(({ code }) => code === 'two-dialects')
    if (told === undefined) continue
    assert.match(told.message, /The setting `rehearsal.dialects`/)
    assert.deepEqual(fixesOf(document, told), [])
  }
})

describe('what is said of a condition of the gateway, its judgement bears out', () => {
  const calls = [{}, { x: 'a', n: 3 }, { x: '5', y: 'a' }, { x: 5, y: ['a'] }, { x: 'abc', n: -1 }]
  const asks = (condition: string) => {
    const { document } = found('agent-assembly', asked(condition))
    return calls.map(
      (args) => document.policy.evaluate({ tool: 'a', args }, nothingGiven, null).effect === 'require_approval',
    )
  }
  for (const condition of [
    ...['args.x in "a"', 'args.x > "5"', 'args.x < "b"', 'args.x contains 5', 'args.x == ["a"]', 'args.x != ["a"]'],
    ...['args.n != NaN', 'args.x == L2', 'args.x != Low', 'governance_level == "L0"', 'governance_level contains L0'],
    ...['tool_result contains "x"', 'tool_result.a == "b"', 'target.team_id != "x"', 'tool in "a"', 'tool == ["a"]'],
    ...['agent.team_id == "x"', 'agent.risk_tier != Low', 'tool == L2', 'tool contains 5', 'tool in Low'],
  ]) {
    test(`never: ${condition}`, () => {
      const { problems } = found('agent-assembly', asked(condition))
      assert.ok(problems.some(({ code }) => code === 'assembly-never-holds' || code === 'assembly-without-registry'))
      assert.ok(!asks(condition).includes(true))
    })
  }
  for (const condition of [
    'tool > "w"',
    'tool <= ["a"]',
    'tool != ["a"]',
    'tool != L2',
    'tool >= L1',
    'agent.depth > 3',
    'agent.age == 5',
  ]) {
    test(`always: ${condition}`, () => {
      const { problems } = found('agent-assembly', asked(condition))
      assert.ok(problems.some(({ code }) => code === 'assembly-always-holds' || code === 'assembly-without-registry'))
      assert.ok(!asks(condition).includes(false))
    })
  }
})
