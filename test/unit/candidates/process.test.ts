import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { buildCommandLine, makePlace } from '../gate/place.ts'

const built = buildCommandLine()
after(() => built.remove())

const live = `name: team
enforcement_mode: enforce
rules:
  - name: no-rm
    action: deny
    match: {tool_name: bash, command_pattern: rm}
`
const version = live.replace('command_pattern: rm', 'command_pattern: ls').replace('enforce\n', 'observe\n')

const call = (id: string, command: string) => ({
  session_id: 's1',
  transcript_path: '/dev/null',
  cwd: '/w',
  permission_mode: 'default',
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_input: { command },
  tool_use_id: id,
})

test('a version is observed alongside the live policy, compared, and promoted', (t) => {
  const place = makePlace(built.cli)
  t.after(() => place.remove())
  const policy = place.write('team.yaml', live)
  const candidate = (...args: string[]) => place.run('candidate', ...args, '--audit', place.audit)
  const begun = candidate('observe', policy, place.write('next.yaml', version))
  assert.equal(begun.status, 0, begun.stderr)

  const stopped = place.hook(call('c1', 'rm x'), '--policy', policy)
  assert.match(stopped.stdout, /"permissionDecision":"deny"/)
  const through = place.hook(call('c2', 'ls'), '--policy', policy)
  assert.equal(through.stdout, '')

  const shown = JSON.parse(candidate('show', policy, '--format', 'json').stdout)
  assert.deepEqual([shown.calls, shown.agreeing], [2, 0])
  assert.deepEqual(
    shown.divergences
      .map((each: { live: string; candidate: string; examples: string[] }) => [
        each.live,
        each.candidate,
        each.examples,
      ])
      .sort(),
    [
      ['allow', 'deny', ['Bash ls']],
      ['deny', 'allow', ['Bash rm x']],
    ],
  )
  const rows = place.list('--dry-run-only')
  assert.deepEqual(
    rows.map(({ policy: name, rule, applied }) => [name, rule, applied]),
    [['team (candidate)', 'no-rm', 'proceed']],
  )

  const promoted = candidate('promote', policy)
  assert.equal(promoted.status, 0, promoted.stderr)
  assert.equal(readFileSync(policy, 'utf8'), version)
  assert.equal(candidate('withdraw', policy).status, 1)
})

test('a candidate that is broken, gone or foreign never reaches the agent', (t) => {
  const place = makePlace(built.cli)
  t.after(() => place.remove())
  const policy = place.write('team.yaml', live)
  const observe = (text: string) =>
    place.run('candidate', 'observe', policy, place.write('next.yaml', text), '--audit', place.audit)
  assert.match(observe('mode: simulate\nrules: []\n').stderr, /is safeclaw, but .* is agent-assembly-sandbox/)
  assert.match(observe(live.replace('action: deny', 'action: dney')).stderr, /the engine refuses/)
  assert.equal(observe(version).status, 0)
  const folder = place.audit.replace('.db', '.candidates')
  const [name = ''] = readdirSync(folder)
  writeFileSync(path.join(folder, name, 'team.yaml'), 'rules: [')
  assert.equal(place.hook(call('c1', 'ls'), '--policy', policy).stdout, '')
  writeFileSync(path.join(folder, name, 'candidate.json'), '{"policyFile": 1')
  assert.match(place.hook(call('c2', 'rm x'), '--policy', policy).stdout, /deny/)
})

test('outside a repository, candidates and flips stand in the log of the folder that the agent works in', (t) => {
  const place = makePlace(built.cli)
  t.after(() => place.remove())
  place.write('policies/team.yaml', live)
  place.write('next.yaml', version)
  assert.equal(place.run('candidate', 'observe', 'policies/team.yaml', 'next.yaml').status, 0)
  const hook = `"${process.execPath}" "${built.cli}" hook claude --policy policies/team.yaml`
  assert.match(place.shell(hook, { ...call('c1', 'rm x'), cwd: place.project }).stdout, /deny/)
  const shown = JSON.parse(place.run('candidate', 'show', 'policies/team.yaml', '--format', 'json').stdout)
  assert.equal(shown.calls, 1)
  assert.equal(place.run('flip', 'policies/team.yaml', '--to', 'observe', '--write').status, 0)
  const flips = JSON.parse(place.run('audit', 'list', '--kind', 'mode_changed', '--format', 'json').stdout)
  assert.equal(flips.length, 1)
})
