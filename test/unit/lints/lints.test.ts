import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lintPolicy } from '../../../analysis/lints/index.ts'
import { readPolicyAs } from '../../../analysis/policyDocument.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'
import { marked } from '../../support/marked.ts'

type Row = readonly [what: string, fixture: string, code: string | null, words?: string]

/** What every document of a dialect gets, and rows leave out. */
const always = [
  'sandbox-gateway-refuses',
  'safeclaw-no-engine',
  'agent-can-edit',
  'edictum-implicit-limits',
  'edictum-glob-unseen',
]

function check(dialect: string, rows: readonly Row[]): void {
  describe(dialect, () => {
    for (const [what, fixture, code, words = ''] of rows) {
      test(`${code === null ? 'says nothing of' : `${code}:`} ${what}`, () => {
        const { text, ranges } = marked(fixture)
        const found = lint(dialect, text).filter((each) => !always.includes(each.code))
        const wanted = code === null ? [] : ranges.map((range) => [code, range])
        assert.deepEqual(
          found.map((each) => [each.code, each.range]),
          wanted,
          JSON.stringify(found, null, 1),
        )
        for (const { message } of found) assert.ok(message.includes(words), message)
      })
    }
  })
}

function lint(dialect: string, text: string, path = 'policy.yaml') {
  const found = dialectNamed(dialect)
  assert.ok(found, dialect)
  const document = readPolicyAs(found, path, text)
  assert.equal(document.model.refused, null, document.model.refused?.message)
  return lintPolicy(document)
}

const sandbox = (rules: string, more = '') => `name: p\n${more}rules: [${rules}]\n`
const overrides = (...items: string[]) =>
  sandbox('', `agent_overrides:\n${items.map((item) => `  - ${item}\n`).join('')}`)

check('agent-assembly-sandbox', [
  [
    'a rule behind an equal one that is wider',
    sandbox(
      '{name: a, action: deny, match: {tool_name: "read_*"}}, {name: «b», action: deny, match: {tool_name: read_file}}',
    ),
    'unreachable-rule',
    '`a` stands before it and takes every call that this one matches, such as `read_file`',
  ],
  [
    'a rule before a stronger one that is wider',
    sandbox(
      '{name: «a», action: require_approval, match: {tool_name: bash, command_pattern: "rm -rf"}}, {name: b, action: deny, match: {tool_name: bash, command_pattern: rm}}',
    ),
    'unreachable-rule',
    'such as `bash {command: "rm -rf"}`',
  ],
  [
    'a rule behind a narrower one',
    sandbox(
      '{name: a, action: deny, match: {tool_name: read_file}}, {name: b, action: deny, match: {tool_name: "read_*"}}',
    ),
    null,
  ],
  [
    'a stronger rule behind a wider one',
    sandbox(
      '{name: a, action: require_approval, match: {tool_name: "*"}}, {name: b, action: deny, match: {tool_name: bash}}',
    ),
    null,
  ],
  [
    'a rule on the output behind one on the tool',
    sandbox(
      '{name: a, action: redact, match: {output_contains_pattern: x}}, {name: b, action: redact, match: {output_contains_pattern: x}}',
    ),
    null,
  ],
  ['an allow rule', sandbox('{name: «a», action: allow, match: {tool_name: bash}}'), 'sandbox-allow-rule'],
  [
    'a redaction without a pattern',
    sandbox('{name: «a», action: redact, match: {tool_name: bash}}'),
    'sandbox-redact-without-pattern',
  ],
  [
    'a denial by the output',
    sandbox('{name: a, action: deny, match: {output_contains_pattern: «AKIA»}}'),
    'sandbox-output-after-call',
    'has already run',
  ],
  ['disabled', sandbox('', 'enforcement_mode: «disabled»\n'), 'sandbox-disabled'],
  [
    'a covered override',
    overrides('{agent_glob: "ci-*", enforcement_mode: observe}', '«{agent_glob: ci-1, enforcement_mode: enforce}»'),
    'sandbox-override-covered',
    '`ci-*`',
  ],
  [
    'an override of the same mode',
    overrides('«{agent_glob: a, enforcement_mode: enforce}»'),
    'sandbox-override-same-mode',
  ],
  [
    'an override of the same mode that shields from a later one',
    overrides('{agent_glob: ci-1, enforcement_mode: enforce}', '{agent_glob: "ci-*", enforcement_mode: observe}'),
    null,
  ],
  [
    'a pattern that everything matches',
    sandbox('{name: a, action: deny, match: {command_pattern: «"x*"»}}'),
    'pattern-matches-everything',
    'every text',
  ],
  [
    'a pattern with an optional whole',
    sandbox('{name: a, action: deny, match: {command_pattern: «"^[a-z]*$"»}}'),
    'pattern-matches-empty',
  ],
  ['the plain wish for nothing', sandbox('{name: a, action: deny, match: {command_pattern: "^$"}}'), null],
  [
    'a pattern that only a backtracking engine suffers from',
    sandbox('{name: a, action: deny, match: {command_pattern: "(a+)+b"}}'),
    null,
  ],
  [
    'a test that names no rule',
    `${sandbox('{name: block, action: deny, match: {tool_name: bash}}')}# test: bash => deny by «blok»\n`,
    'test-unknown-rule',
    'Did you mean `block`?',
  ],
  [
    'a test that expects no verdict',
    `${sandbox('{name: block, action: deny, match: {tool_name: bash}}')}# test: bash => «denyy»\n`,
    'test-unknown-verdict',
    'Did you mean `deny`?',
  ],
])

const safeclaw = (...rules: string[]) => `mode: enforce\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`

check('safeclaw', [
  [
    'a rule behind one with fewer conditions',
    safeclaw(
      '{name: a, action: file_read, conditions: {path: {starts_with: /etc}}, effect: DENY}',
      '{name: «b», action: file_read, conditions: {path: {equals: /etc/passwd}}, effect: ALLOW}',
    ),
    'unreachable-rule',
    'such as `file_read {path: "/etc/passwd"}`',
  ],
  [
    'a rule behind one of another action',
    safeclaw(
      '{name: a, action: file_write, conditions: {path: {starts_with: /etc}}, effect: DENY}',
      '{name: b, action: file_read, conditions: {path: {starts_with: /etc}}, effect: REQUIRE_APPROVAL}',
    ),
    null,
  ],
  [
    'conditions against each other',
    safeclaw('{name: a, action: file_read, conditions: {path: {equals: /a, «starts_with: /b»}}, effect: DENY}'),
    'never-matches',
    '`path` is settled by `equals`',
  ],
  [
    'a type against the action',
    safeclaw('{name: a, action: file_read, conditions: {type: {«equals: network»}}, effect: DENY}'),
    'never-matches',
    'always `file_read`',
  ],
  [
    'a field of another action',
    safeclaw('{name: a, action: shell_exec, conditions: {path: {«starts_with: /etc»}}, effect: DENY}'),
    'safeclaw-foreign-field',
    '`command`',
  ],
])

check('capfence', [
  [
    'an approval behind a denial',
    'deny:\n  - "shell.*"\nrequire_approval:\n  - «shell.execute»\n',
    'unreachable-rule',
    'says `deny`, which is asked first, and takes every call that this one matches, such as `shell.execute`',
  ],
  ['a denial with a condition', 'deny:\n  - {capability: "shell.*", contains: rm}\nallow:\n  - shell.execute\n', null],
  [
    'a prefix that only counts where the engine falls back',
    'deny:\n  - "*.x"\nallow:\n  - «"a.x.*"»\n',
    'capfence-odd-character',
  ],
  ['an exponential pattern', 'deny:\n  - {capability: a.b, «match_regex: "(a+)+b"»}\n', 'pattern-slow', 'hours'],
  [
    'a key that stands twice',
    'deny:\n  - capability: a.b\n    contains: x\n    «contains»: y\n',
    'duplicate-key',
    'forgets',
  ],
])

const ruleset = (...rules: string[]) =>
  `apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: v}\ndefaults: {mode: enforce}\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`
const pre = (id: string, tool: string, when: string, more = '') =>
  `{id: ${id}, type: pre, ${more}tool: ${tool}, when: ${when}, then: {action: block, message: m}}`
const rm = '{args.c: {contains: rm}}'

check('edictum', [
  [
    'the same condition on a narrower tool',
    ruleset(pre('a', '"*"', rm), pre('«b»', 'Bash', rm)),
    'unreachable-rule',
    'such as `Bash {c: "rm"}`',
  ],
  [
    'the same condition in a rule that observes',
    ruleset(pre('a', '"*"', rm, 'mode: observe, '), pre('b', 'Bash', rm)),
    null,
  ],
  ['another condition', ruleset(pre('a', '"*"', rm), pre('b', 'Bash', '{args.c: {contains: mv}}')), null],
  [
    'two values for one selector',
    ruleset(pre('a', 'Bash', '{all: [{args.c: {equals: x}}, «{args.c: {equals: y}}»]}')),
    'never-matches',
  ],
  [
    'a number asked of a text',
    ruleset(pre('a', 'Bash', '{tool.name: {«gt»: 1}}')),
    'edictum-operator-type',
    'fires on every call',
  ],
  ['an exponential pattern', ruleset(pre('a', 'Bash', '{args.c: {matches: «"^(a|a[a-z])+!$"»}}')), 'pattern-slow'],
])

check('agent-assembly', [
  ['a limit on a denied tool', 'tools:\n  Bash: {allow: false, limit_per_hour: «3»}\n', 'assembly-never-asked'],
  ['a tool without `allow`', 'tools:\n  «Bash»: {}\n', 'assembly-allow-by-default', 'denies `Bash`'],
  [
    'a variable that calls do not have',
    'tools:\n  Bash: {allow: true, requires_approval_if: \'«command» contains "rm"\'}\n',
    'assembly-absent-variable',
    'args.NAME',
  ],
  [
    'a final OR',
    'tools:\n  Bash: {allow: true, requires_approval_if: «\'args.c contains "rm" OR\'»}\n',
    'assembly-always-holds',
  ],
  ['an empty list of hosts', '«network»: {}\n', 'assembly-no-host-allowed'],
  ['capabilities without tools', '«capabilities»: {allow: [file_read]}\n', 'assembly-no-tool-allowed'],
  ['an unknown pack', 'data: {locale_packs: [«xx»]}\n', 'assembly-unknown-pack'],
  ['a scan that blocks', 'data: {credential_action: «block»}\n', 'assembly-blocked-words', '`sk-` stands in it'],
  ['a scan that redacts', 'data: {credential_action: redact_only}\n', null],
  ['a section that is not asked', '«filesystem»: {read: {allow: [/a]}}\n', 'assembly-not-evaluated'],
])

const orca = (...rules: string[]) =>
  `orca: 1\npolicies:\n  - name: p\n    is_default: true\n    rules:\n${rules.map((rule) => `      - ${rule}\n`).join('')}`
const asked = (op: string, value: string) => `args_match: {clauses: [{path: $.command, op: ${op}, value: ${value}}]}`

check('orca', [
  [
    'a rule behind a wider one',
    orca(
      '{priority: 1, label: a, tool_name_glob: shell.*, verdict: deny, stage: mcp}',
      '{priority: 2, label: «b», tool_name_glob: shell.exec, verdict: audit, stage: mcp}',
    ),
    'unreachable-rule',
    'p/a` comes first and takes every call that this one matches, such as `shell.exec`',
  ],
  [
    'a rule that asks for more than the one before it',
    orca(
      `{priority: 2, label: «b», tool_name_glob: bash, stage: mcp, verdict: deny, args_match: {clauses: [{path: $.command, op: regex, value: rm}, {path: $.cwd, op: eq, value: /srv}]}}`,
      `{priority: 1, label: a, stage: mcp, verdict: audit, ${asked('regex', 'rm')}}`,
    ),
    'unreachable-rule',
    'such as `bash {command: "rm", cwd: "/srv"}`',
  ],
  [
    'a rule that asks for something else',
    orca(
      `{priority: 1, label: a, tool_name_glob: bash, stage: mcp, verdict: deny, ${asked('regex', 'rm')}}`,
      `{priority: 2, label: b, tool_name_glob: bash, stage: mcp, verdict: audit, ${asked('regex', 'ls')}}`,
    ),
    null,
  ],
  [
    'a rule behind one with lists of hosts',
    orca(
      '{priority: 1, label: a, stage: egress, verdict: deny, egress: {deny: [evil.example]}}',
      '{priority: 2, label: b, stage: egress, verdict: audit}',
    ),
    null,
  ],
])

const clause = (operator: string, value: string, field = 'action.resource') =>
  `{"field": "${field}", "operator": "${operator}", "value": ${value}}`
const conditioned = (...rules: string[]) =>
  rules.map((rule) => rule.replace('{', '{"effect": "deny", ').replace('IF', '"condition"')).join(', ')
const safeclawJson = (...rules: string[]) =>
  `{"id": "p", "version": "v1", "name": "p", "defaultEffect": "deny", "rules": [${conditioned(...rules)}]}`
const authensor = (...rules: string[]) =>
  `{"id": "p", "version": "1.0.0", "name": "p", "defaultEffect": "deny", "rules": [${conditioned(...rules)}]}`

for (const [dialect, document] of [
  ['safeclaw-json', safeclawJson],
  ['authensor', authensor],
] as const) {
  check(dialect, [
    [
      'a rule that looks for a longer word',
      document(`{"id": "a", IF: ${clause('contains', '".env"')}}`, `{"id": «"b"», IF: ${clause('eq', '"/srv/.env"')}}`),
      'unreachable-rule',
      'such as `any.action {resource: "/srv/.env"}`',
    ],
    [
      'a rule whose every choice is taken',
      document(
        `{"id": "a", IF: {"any": [${clause('startsWith', '"/etc"')}, ${clause('startsWith', '"/srv"')}]}}`,
        `{"id": «"b"», IF: {"all": [${clause('eq', '"filesystem.write"', 'action.type')}, ${clause('startsWith', '"/etc/ssh"')}]}}`,
      ),
      'unreachable-rule',
      'such as `filesystem.write {resource: "/etc/ssh"}`',
    ],
    [
      'a rule that looks for another word',
      document(`{"id": "a", IF: ${clause('contains', '".env"')}}`, `{"id": "b", IF: ${clause('contains', '"env"')}}`),
      null,
    ],
    [
      'parts that exclude each other',
      document(`{"id": «"a"», IF: {"all": [${clause('eq', '"a"')}, ${clause('startsWith', '"b"')}]}}`),
      'never-matches',
      '`action.resource` is settled differently',
    ],
    ['an exponential pattern', document(`{"id": "a", IF: ${clause('matches', '«"^(a|a[a-z])*!$"»')}}`), 'pattern-slow'],
    [
      'a pattern that asks nothing',
      document(`{"id": "a", IF: ${clause('matches', '«"x*"»')}}`),
      'pattern-matches-everything',
    ],
  ])
}

describe('what keeps an agent from editing what watches it', () => {
  const open = safeclaw('{name: all, action: file_write, effect: ALLOW}')
  test('nothing', () => {
    const message = lint('safeclaw', open).find(({ code }) => code === 'agent-can-edit')?.message
    assert.match(message ?? '', /this policy, the hook settings .* or the audit log/)
  })
  test('a default that denies', () => {
    const closed = safeclaw('{name: src, action: file_write, conditions: {path: {starts_with: /src}}, effect: ALLOW}')
    assert.equal(
      lint('safeclaw', closed).find(({ code }) => code === 'agent-can-edit'),
      undefined,
    )
  })
  test('a rule for one of them', () => {
    const guarded = safeclaw(
      '{name: own, action: file_write, conditions: {path: {contains: .claude/}}, effect: DENY}',
      '{name: all, action: file_write, effect: ALLOW}',
    )
    const message = lint('safeclaw', guarded).find(({ code }) => code === 'agent-can-edit')?.message
    assert.match(message ?? '', /editing this policy or the audit log/)
  })
})

test('a document in a test folder may be disabled', () => {
  const text = sandbox('', 'enforcement_mode: disabled\n')
  assert.deepEqual(
    lint('agent-assembly-sandbox', text, '/w/test/p.yaml').map(({ code }) => code),
    ['sandbox-gateway-refuses'],
  )
})

test('a rule that another document of its composition replaces', () => {
  const document = (id: string) => ruleset(pre(id, 'Bash', '{args.c: {exists: true}}'))
  const found = dialectNamed('edictum')
  assert.ok(found)
  const composed = readPolicyAs(found, 'a.yaml', document('a'), { further: [{ path: 'b.yaml', text: document('a') }] })
  const told = lintPolicy(composed).filter(({ code }) => code === 'edictum-shadowed-id')
  assert.deepEqual(
    told.map(({ range }) => composed.text.slice(range.start, range.end)),
    ['a'],
  )
  assert.match(told[0]?.message ?? '', /stands in b.yaml as well/)
})

check('agent-assembly', [
  [
    'a key beside `spec`',
    'apiVersion: agent-assembly.dev/v1alpha1\nkind: GovernancePolicy\nmetadata: {name: x}\n«enforcement_mode»: observe\nspec: {tools: {a: {allow: true}}}\n',
    'assembly-beside-spec',
    '`enforcement_mode`',
  ],
  ['a section without a value', '«network»:\ntools: {a: {allow: true}}\n', 'assembly-null-section', '`network: {}`'],
  ['a tool that stands twice', 'tools:\n  a: {allow: true}\n  «a»: {allow: false}\n', 'duplicate-key'],
])

test('a file that a directory of policies leaves out', () => {
  const found = lint('agent-assembly', 'tools: {a: {allow: true}}\n', '/w/p.yml')
  assert.ok(found.some(({ code }) => code === 'assembly-file-ending'))
})

check('capfence', [
  ['a scope', 'deny: [«shell.execute.production»]\n', 'capfence-scope-never-asked', '`shell.execute`'],
  ['the capability of MCP tools', 'deny: [mcp.tool.execute]\n', null],
  ['everything that is allowed', 'allow: [«"*"»]\n', 'capfence-allows-everything'],
  ['everything that is denied', 'deny: ["*"]\n', null],
  ['a word of YAML 1.1', 'deny:\n  - {capability: a.b, contains: «off»}\n', 'yaml-old-spelling', '`off` as false'],
])

check('edictum', [
  ['a word of YAML 1.1', ruleset(pre('a', 'Bash', '{args.c: {equals: «yes»}}')), 'yaml-old-spelling', '`yes` as true'],
  ['an octal number', ruleset(pre('a', 'Bash', '{args.c: {equals: «0755»}}')), 'yaml-old-spelling', '493'],
  ['a quoted word', ruleset(pre('a', 'Bash', '{args.c: {equals: "yes"}}')), null],
  ['a value that may be missing', ruleset(pre('a', 'Bash', '{args.c: {«not_equals»: x}}')), 'edictum-missing-value'],
  [
    'a value that is asked for',
    ruleset(pre('a', 'Bash', '{any: [{args.c: {not_equals: x}}, {args.c: {exists: false}}]}')),
    null,
  ],
  [
    "a pattern in Python's own syntax",
    ruleset(pre('a', 'Bash', '{args.c: {matches: «"(?P<n>a)+b"»}}')),
    'edictum-python-pattern',
  ],
  ['an open bracket', ruleset(pre('a', '«"[Bash"»', '{args.c: {exists: true}}')), 'edictum-glob-bracket'],
  [
    'a rule behind one that takes every call',
    ruleset(pre('a', 'B*', '{tool.name: {exists: true}}'), pre('«b»', 'Bash', '{args.c: {equals: x}}')),
    'unreachable-rule',
    'such as `Bash {c: "x"}`',
  ],
  [
    'a limit for a pattern',
    ruleset('{id: a, type: session, limits: {max_calls_per_tool: {«"mcp__*"»: 3}}, then: {action: block, message: m}}'),
    'edictum-limit-glob',
  ],
])

check('safeclaw-json', [
  [
    'an action type that no call has',
    safeclawJson(`{"id": "a", IF: ${clause('eq', '«"bash.execute"»', 'action.type')}}`),
    'safeclaw-json-unknown-type',
  ],
  [
    'a rule on reads',
    safeclawJson(`{"id": "a", IF: ${clause('startsWith', '«"safe.read"»', 'action.type')}}`),
    'safeclaw-json-read-never-asked',
  ],
  ['the tools of a server', safeclawJson(`{"id": "a", IF: ${clause('startsWith', '"mcp.db."', 'action.type')}}`), null],
])

test("rules that the engine's own commands never ask are told of once, at the first", () => {
  const every = pre('d', '"*"', '{args.c: {exists: true}}')
  const text = ruleset(pre('a', 'Bash', '{args.c: {exists: true}}'), every)
  const globs = ['"mcp_*"', '"R[ea]d"', '"[Bash"'].map((tool, i) => pre(`g${i}`, tool, '{args.c: {exists: true}}'))
  const told = (policy: string) => lint('edictum', policy).filter(({ code }) => code === 'edictum-glob-unseen')
  assert.deepEqual(told(text), [])
  const all = ruleset(pre('a', 'Bash', '{args.c: {exists: true}}'), ...globs)
  const [only, more] = told(all)
  assert.equal(more, undefined)
  assert.equal(only && all.slice(only.range.start, only.range.end), '"mcp_*"')
  assert.match(only?.message ?? '', /more/)
})

test('a policy that cannot be judged here says so, once', () => {
  const endless = 'x'.repeat(200_000)
  for (const [dialect, text] of [
    ['agent-assembly-sandbox', sandbox(`{name: a, action: deny, match: {command_pattern: ${endless}}}`)],
    ['agent-assembly', `data: {sensitive_patterns: [${endless}]}\n`],
  ] as const) {
    const told = lint(dialect, text).filter(({ code }) => code === 'cannot-reproduce')
    assert.equal(told.length, 1, dialect)
    assert.match(told[0]?.message ?? '', /too long to be run here/)
  }
})
