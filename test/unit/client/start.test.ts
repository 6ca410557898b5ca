import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { dialects, exampleOf } from '../../../client/start/example.ts'
import { changeLines, enforcing, initArguments, readInitAnswer, takesOut } from '../../../client/start/initAnswer.ts'
import { liveWords } from '../../../client/views/liveWords.ts'
import { describePolicy, hookWords, sayPolicy } from '../../../client/views/policyWords.ts'
import { problemsOf } from '../../../server/diagnostics.ts'
import { Documents } from '../../../server/documents.ts'
import type { LivePolicy } from '../../../server/protocol.ts'

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
  const plain = { audit: '', observe: false, project: false }
  assert.deepEqual(initArguments('codex', plain, false), ['init', 'codex', '--format', 'json', '--dry-run'])
  assert.equal(
    initArguments('claude', { audit: '/x.db', observe: true, project: true }, true).join(' '),
    'init claude --audit /x.db --enforcement-mode observe --project --format json --yes',
  )
  assert.equal(readInitAnswer('rehearsal: no\n'), null)
  assert.equal(
    readInitAnswer('{"settings_file":"/a","changed":false,"reason":"there already"}')?.reason,
    'there already',
  )
})

test('what init would change is told policy by policy', () => {
  const policy = (file: string, mode: string | null, problem: string | null = null) => {
    return { policy_files: [`/w/${file}`], mode, problem }
  }
  const short = (file: string) => file.replace('/w/', '')
  const planned = {
    settings_file: '/s.json',
    changed: false,
    policies: [policy('a.yaml', 'observe'), policy('cap.yaml', 'enforce'), policy('bad.yaml', null, 'It is broken.')],
  }
  assert.deepEqual(
    enforcing(planned).flatMap(({ policy_files }) => policy_files),
    ['/w/cap.yaml'],
  )
  assert.equal(takesOut(planned), false)
  assert.deepEqual(changeLines(planned, short), [
    'These policies judge:',
    '• a.yaml: observes, nothing is blocked',
    '• cap.yaml: what it denies is blocked',
    '• bad.yaml: cannot be read',
  ])
  const replaced = { policies: [policy('theirs.yaml', 'enforce')], each_projects_own: false, modes: null }
  assert.equal(takesOut({ ...planned, replaced }), true)
  assert.deepEqual(changeLines({ ...planned, replaced }, short).slice(5), [
    'No longer judged, since another hook is replaced:',
    '• theirs.yaml (enforces)',
  ])
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
    flips: [],
  } as const
  assert.equal(describePolicy(info, { shadowEvents: 0, ready: null }), 'observe · edictum')
  const broken = { ...info, doesNotLoad: true } as const
  assert.equal(describePolicy(broken, { shadowEvents: 0, ready: null }), 'does not load · edictum')
  assert.equal(liveWords(broken), 'does not load, so it judges nothing')
  assert.equal(liveWords(info), 'observed, nothing is blocked')
  assert.equal(
    describePolicy(info, { shadowEvents: 31, ready: false }),
    'observe · not ready · 31 shadow events · edictum',
  )
  assert.equal(
    sayPolicy(info, { shadowEvents: 1, ready: true }, 'observed, nothing is blocked'),
    'team, observed, nothing is blocked, ready, 1 shadow event, edictum, 2 test cases',
  )
})

test('a policy is not said to block where no hook uses it, or its hook observes', () => {
  const info = {
    ...{
      uri: '',
      name: 'cap',
      dialect: 'capfence',
      follows: '',
      reason: '',
      rules: [],
      errors: 0,
      testCases: 0,
      flips: [],
    },
    mode: 'enforce' as const,
  }
  const said = (live: LivePolicy) => {
    const now = { ...info, live }
    return [describePolicy(now, { shadowEvents: 0, ready: null }), liveWords(now)]
  }
  const used = { hook: 'used', mode: 'enforce', byHook: false, candidate: false } as const
  assert.deepEqual(said(used), ['enforce · capfence', 'enforced, what it denies is blocked'])
  assert.deepEqual(said({ ...used, mode: 'observe', byHook: true }), [
    'enforce · hook: observe · capfence',
    "observed, nothing is blocked (by its hook's command line)",
  ])
  const [none, noneWords] = said({ ...used, hook: 'none' })
  assert.equal(none, 'enforce · no hook · capfence')
  assert.match(noneWords ?? '', /^enforce, but no installed hook uses it: what it denies is blocked only in sessions/)
  const [off, offWords] = said({ ...used, hook: 'off' })
  assert.equal(off, 'enforce · hooks off · capfence')
  assert.match(offWords ?? '', /switched off/)
})

test('hooks that are not seen or were changed are told', () => {
  assert.equal(hookWords(undefined), '')
  assert.equal(hookWords({ changed: [], notSeen: [] }), '')
  assert.match(
    hookWords({ changed: ['Hook settings changed: x.'], notSeen: ['Codex'] }),
    /^Hook settings changed: x\.\nHook not seen: the hook of Codex writes to this log, but no session/,
  )
})
