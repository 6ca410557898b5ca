import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letThrough } from '../../../analysis/edits/allow/index.ts'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'
import type { AgentCall } from '../../../evaluator/call.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { policies } from '../../support/opened.ts'

const authensor = `{
  "id": "p", "name": "team", "version": "1.0.0", "defaultEffect": "deny",
  "rules": [
    {"id": "no-env", "name": "no env", "effect": "deny",
      "condition": {"field": "action.resource", "operator": "matches", "value": "env"}}
  ]
}
`

const edictum = (when: string) => `apiVersion: edictum/v1
kind: Ruleset
metadata: {name: v}
defaults: {mode: observe}
rules:
  - id: a
    type: pre
    tool: Bash
    when:
${when.replace(/^/gm, '      ')}
    then: {action: block, message: m}
`

type Asked = Pick<AgentCall, 'tool' | 'args'>

const bash = (command: string) => ({ tool: 'Bash', args: { command } })
const read = (file_path: string) => ({ tool: 'Read', args: { file_path } })

function target(text: string, asked: Asked) {
  const document = readPolicyDocument('/w/policy.yaml', text)
  assert.ok(document)
  const call = document.dialect.fromAgent({ agent: 'claude-code', agentLabel: 'claude-code', ...asked }, {})
  const given = nothingGiven
  const { rule: label } = document.policy.evaluate(call, given, null)
  return { document, call, given, rule: document.policy.rules.find((rule) => rule.label === label) ?? null }
}

/** The text after this call is let through, and what another call comes to then. */
function after(text: string, asked: Asked, way: 'allow' | 'narrow' = 'narrow'): string {
  const proposal = letThrough(target(text, asked), way)
  assert.ok('edits' in proposal, 'message' in proposal ? proposal.message : '')
  return applyEdits(text, proposal.edits)
}

function effectOf(text: string, asked: Asked): string {
  const { document, call, given } = target(text, asked)
  return document.policy.evaluate(call, given, null).effect
}

const table: [what: string, text: string, allowed: Asked, still: Asked][] = [
  ['safeclaw: a rule before it', policies.safeclaw, read('/srv/.env.example'), read('/srv/.env')],
  [
    'safeclaw: by default',
    'mode: simulate\nrules:\n  - name: a\n    action: x\n    effect: DENY\n',
    bash('ls'),
    bash('pwd'),
  ],
  ['safeclaw-json: a rule before it', policies.safeclawJson, bash('cat env.md'), bash('cat .env')],
  ['authensor: a rule before it', authensor, read('/srv/env.md'), read('/srv/.env')],
  ['authensor: by default', authensor, read('/srv/a.md'), read('/srv/b.md')],
  ['orca: a lower priority', policies.orca, bash('rm build'), bash('rm -rf /')],
  ['capfence: by default', policies.capfence, bash('ls -l'), bash('pwd')],
  [
    'capfence: behind its pattern',
    policies.capfence.replace('allow:', 'allow:\n  - shell.execute'),
    bash('rm -rf build'),
    bash('rm -rf /'),
  ],
  [
    'capfence: without a pattern',
    'deny:\n  - capability: shell.execute\n    contains: rm\nallow: [shell.execute]\n',
    bash("rm 'a.b'"),
    bash('rm b'),
  ],
  [
    'edictum: in flow style',
    policies.edictum.replace('tool: read_file', 'tool: Read').replace('args.path', 'args.file_path'),
    read('/w/it.env'),
    read('/w/.env'),
  ],
  [
    'edictum: in block style',
    edictum('any:\n  - args.command: {contains: rm}\n  - args.command: {contains: dd}'),
    bash('rm -r build'),
    bash('rm -r /'),
  ],
  [
    'edictum: one more under `all`',
    edictum('all:\n  - args.command: {contains: rm}\n  - args.command: {contains: -r}'),
    bash('rm -r build'),
    bash('rm -r /'),
  ],
  [
    'agent-assembly: every branch',
    'tools:\n  Bash:\n    allow: true\n    requires_approval_if: args.command contains "rm" OR args.command contains "a OR b"\n',
    bash('rm "x"'),
    bash('echo a OR b'),
  ],
]

for (const [what, text, allowed, still] of table) {
  test(`${what}: this call is let through, another is not`, () => {
    assert.notEqual(effectOf(text, allowed), 'allow')
    const edited = after(text, allowed)
    assert.equal(effectOf(edited, allowed), 'allow', edited)
    assert.equal(effectOf(edited, still), effectOf(text, still), edited)
    assert.notEqual(effectOf(edited, still), 'allow', edited)
  })
}

test('what stands around the rule stays as it is', () => {
  const text = `mode: simulate
rules:
  # Secrets stay where they are.
  - name: no-dotenv   # really
    action: file_read
    conditions: {path: {contains: .env}}
    effect: DENY

  - name: rest
    action: file_read
    effect: ALLOW
`
  const edited = after(text, read('/srv/it.env.md'), 'allow')
  assert.equal(
    edited,
    text.replace(
      '  # Secrets',
      `  - name: allow-srv-it-env-md
    action: 'file_read'
    conditions:
      path: {equals: '/srv/it.env.md'}
    effect: ALLOW
  # Secrets`,
    ),
  )
})

test('JSON stays JSON', () => {
  const edited = after(policies.safeclawJson, bash('cat env.md'))
  assert.equal(JSON.parse(edited).rules.length, 2)
})

test('a pattern without exceptions is narrowed by hand, and the reason is said', () => {
  const refused = letThrough(target(policies.sandbox, bash('rm -rf build')), 'narrow')
  assert.ok('message' in refused)
  assert.match(refused.message, /strictest rule wins.*narrow the pattern of no-rm by hand/)
})

test('a call that is allowed needs no edit', () => {
  const refused = letThrough(target(policies.sandbox, bash('ls')), 'allow')
  assert.ok('code' in refused)
  assert.equal(refused.code, 'allowed-already')
})

test('a second rule that stops the call is named', () => {
  const text =
    'deny:\n  - capability: shell.execute\n    contains: rm\n  - capability: shell.execute\n    contains: build\nallow: [shell.execute]\n'
  const refused = letThrough(target(text, bash('rm build')), 'narrow')
  assert.ok('message' in refused)
  assert.match(refused.message, /The rule deny\[1\] stops this call as well\./)
})
