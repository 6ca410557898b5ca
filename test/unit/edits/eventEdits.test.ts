import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LoggedEvent } from '../../../audit/stored-event.ts'
import { letEventThrough, testCaseOf } from '../../../server/eventEdits.ts'
import { opened, policies } from '../../support/opened.ts'

function event(more: Partial<LoggedEvent>): LoggedEvent {
  return {
    id: 'e1',
    kind: 'decision',
    time: '2026-01-01T00:00:00.000Z',
    source: 'hook',
    agent: 'claude-code',
    phase: 'before',
    tool_raw: 'Bash',
    args: { command: 'rm -rf build' },
    args_state: 'whole',
    effect: 'deny',
    ...more,
  } as LoggedEvent
}

const edited = (text: TextDocument, edits: readonly unknown[]) => TextDocument.applyEdits(text, [...edits] as never)

test('a recorded call becomes a case beside the rule that decided it', () => {
  const { document } = opened('/w/p.yaml', policies.sandbox)
  const answer = testCaseOf(
    document,
    event({ dialect: 'agent-assembly-sandbox', tool: 'bash', rule: 'no-rm' }),
    () => null,
  )
  assert.ok('edits' in answer)
  assert.match(
    edited(document.text, answer.edits),
    /- name: no-rm\n {4}# test: as claude-code bash \{command: 'rm -rf build'\} => deny by no-rm\n/,
  )
})

const json = () => opened('/w/p.json', policies.safeclawJson).document
const stopped = event({ dialect: 'safeclaw-json', rule: 'no-env', args: { command: 'cat .env' } })

test('where a comment cannot stand, the case goes into a new test file', () => {
  const answer = testCaseOf(json(), stopped, () => null)
  assert.ok('edits' in answer)
  assert.deepEqual([answer.uri, answer.create], ['file:///w/p.test.yaml', true])
  assert.match(answer.edits[0]?.newText ?? '', /^policy: p\.json\ncases:\n {2}- name: /)
  assert.match(answer.edits[0]?.newText ?? '', /expect: \{verdict: deny, rule: no-env\}\n$/)
})

test('or behind the cases that there are', () => {
  const text = 'policy: p.json\ncases:\n  - name: one\n    call: {tool: x}\n    expect: allow\n'
  const file = TextDocument.create('file:///w/p.test.yaml', 'yaml', 3, text)
  const answer = testCaseOf(json(), stopped, () => file, 'allow')
  assert.ok('edits' in answer)
  assert.equal(answer.version, 3)
  const after = edited(file, answer.edits)
  assert.ok(after.startsWith(text), after)
  assert.match(after, /expect: allow\n$/)
})

test('a call whose command was not stored makes neither a case nor an edit', () => {
  const { document } = opened('/w/p.yaml', policies.safeclaw)
  const redacted = event({ tool_raw: 'Read', args: { file_path: '[REDACTED]' }, redacted_paths: ['file_path'] })
  assert.ok('code' in testCaseOf(document, redacted, () => null))
  assert.ok('code' in letEventThrough(document, redacted, 'allow'))
})

test('a recorded call is let through by a rule of its own', () => {
  const { document } = opened('/w/p.yaml', policies.safeclaw)
  const wrong = event({ tool_raw: 'Read', args: { file_path: '/srv/it.env.md' } })
  const answer = letEventThrough(document, wrong, 'narrow')
  assert.ok('edits' in answer)
  assert.match(edited(document.text, answer.edits), /path: \{equals: '\/srv\/it\.env\.md'\}\n {4}effect: ALLOW\n/)
})
