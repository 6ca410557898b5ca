import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { dialects, exampleOf } from '../../../client/start/example.ts'
import { initArguments, readInitAnswer } from '../../../client/start/initAnswer.ts'
import { describePolicy, hookWords, sayPolicy, standingWords } from '../../../client/views/policyWords.ts'
import { problemsOf } from '../../../server/diagnostics.ts'
import { Documents } from '../../../server/documents.ts'

for (const { name } of dialects) {
  test(`the example of ${name} is a policy of that dialect, without a mistake`, () => {
    const example = exampleOf(readFileSync(`docs/dialects/${name}.md`, 'utf8'))
    assert.ok(example)
    const uri = `file:///srv/project/policy.${example.ending}`
    const document = new Documents().update(TextDocument.create(uri, example.ending, 1, example.text))
    assert.equal(document.policy?.dialect.name, name)
    const errors = (problemsOf(document) ?? []).filter(({ severity }) => severity === 'error')
    assert.deepEqual(errors, [])
  })
}

test('init is asked to show, then to write', () => {
  assert.deepEqual(initArguments('codex', '', false), ['init', 'codex', '--format', 'json', '--dry-run'])
  assert.deepEqual(initArguments('claude', '/x.db', true), [
    'init',
    'claude',
    '--audit',
    '/x.db',
    '--format',
    'json',
    '--yes',
  ])
  assert.equal(readInitAnswer('rehearsal: no\n'), null)
  assert.equal(
    readInitAnswer('{"settings_file":"/a","changed":false,"reason":"there already"}')?.reason,
    'there already',
  )
})

test('a policy is described with what the log says of it', () => {
  const info = {
    uri: '',
    name: 'team',
    dialect: 'edictum',
    follows: '',
    reason: '',
    mode: 'observe',
    rules: [],
    errors: 0,
    testCases: 2,
  } as const
  assert.equal(describePolicy(info, { shadowEvents: 0, ready: null }), 'observe · edictum')
  const broken = { ...info, doesNotLoad: true } as const
  assert.equal(describePolicy(broken, { shadowEvents: 0, ready: null }), 'does not load · edictum')
  assert.equal(standingWords(broken, 'observed'), 'does not load, so it judges nothing')
  assert.equal(standingWords(info, 'observed'), 'observed')
  assert.equal(
    describePolicy(info, { shadowEvents: 31, ready: false }),
    'observe · edictum · 31 shadow events · not ready',
  )
  assert.equal(
    sayPolicy(info, { shadowEvents: 1, ready: true }, 'observed, nothing is blocked'),
    'team, observed, nothing is blocked, edictum, 1 shadow event, ready, 2 test cases',
  )
})

test('hooks that are not seen or were changed are told', () => {
  assert.equal(hookWords(undefined), '')
  assert.equal(hookWords({ agents: ['Codex'], changed: [], notSeen: false }), '')
  assert.match(
    hookWords({ agents: ['Claude Code', 'Codex'], changed: ['Hook settings changed: x.'], notSeen: true }),
    /^Hook settings changed: x\.\nHook not seen: Claude Code and Codex should/,
  )
})
