import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { after, before, buildCommandLine, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

function policyPlace(mode: string): { place: Place; policy: string } {
  const place = makePlace(built.cli)
  places.push(place)
  return { place, policy: place.write('team.policy.yaml', sandboxPolicy(mode)) }
}

const silent = { status: 0, stdout: '', stderr: '' }

function said(ended: { status: number | null; stdout: string; stderr: string }) {
  const { status, stdout, stderr } = ended
  return { status, stdout, stderr }
}

test('observe says nothing at all, and the log holds the shadow event', () => {
  const { place, policy } = policyPlace('observe')
  for (const [index, command] of ['ls', 'rm -rf x', 'git push'].entries()) {
    assert.deepEqual(said(place.hook(before(command, `t${index}`), '--policy', policy)), silent)
  }
  assert.deepEqual(said(place.hook(after('cat x', 'SECRET1', 't4'), '--policy', policy)), silent)
  assert.deepEqual(
    said(place.hook({ ...before(''), hook_event_name: 'SessionStart', source: 'startup' }, '--policy', policy)),
    silent,
  )
  const shadow = place.list('--dry-run-only').map(({ rule, verdict, phase, applied, dry_run }) => {
    return { rule, verdict, phase, applied, dry_run }
  })
  assert.deepEqual(shadow, [
    { rule: 'hide-keys', verdict: 'redact', phase: 'after', applied: 'proceed', dry_run: true },
    { rule: 'ask-push', verdict: 'require_approval', phase: 'before', applied: 'proceed', dry_run: true },
    { rule: 'block-rm', verdict: 'deny', phase: 'before', applied: 'proceed', dry_run: true },
  ])
  assert.equal(place.list().length, 1)
  assert.equal(place.list('--kind', 'session_start').length, 1)
})

test('every row says which version of the agent asked, where the agent tells its hooks', () => {
  const { place, policy } = policyPlace('observe')
  place.env.AI_AGENT = 'claude-code_2-1-197_harness'
  place.hook(before('ls', 't0'), '--policy', policy)
  place.hook({ ...before(''), hook_event_name: 'SessionStart', source: 'startup' }, '--policy', policy)
  place.hook('no payload', '--policy', policy)
  for (const kind of ['decision', 'session_start', 'error']) {
    assert.deepEqual(
      place.list('--kind', kind).map(({ agent, agent_version }) => `${agent} ${agent_version}`),
      ['claude-code 2.1.197'],
    )
  }
})

test('enforce denies, asks and sanitises in the shapes that Claude Code wants', () => {
  const { place, policy } = policyPlace('enforce')
  const answer = (payload: unknown) => {
    const { status, stdout, stderr } = place.hook(payload, '--policy', policy)
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
    return stdout === '' ? null : JSON.parse(stdout).hookSpecificOutput
  }
  assert.equal(answer(before('ls', 't0')), null)
  assert.deepEqual(answer(before('rm -rf x', 't1')), {
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: 'Blocked by coding-team-policy (block-rm): destroys the checkout',
  })
  assert.deepEqual(answer(before('git push', 't2')), {
    hookEventName: 'PreToolUse',
    permissionDecision: 'ask',
    permissionDecisionReason: 'Needs approval under coding-team-policy (ask-push): goes to everybody',
  })
  assert.deepEqual(answer(after('cat x', 'a SECRET1 b', 't3')), {
    hookEventName: 'PostToolUse',
    updatedToolOutput: {
      stdout: 'a [REDACTED] b',
      stderr: '',
      interrupted: false,
      isImage: false,
      noOutputExpected: false,
    },
  })
  const failed = { ...before('cat x', 't4'), hook_event_name: 'PostToolUseFailure', error: 'exit 1: SECRET2' }
  assert.equal(answer(failed), null)
  const [row] = place.list('--limit', '1')
  assert.deepEqual([row.phase, row.effect, row.applied, row.outcome], ['failed', 'redact', 'proceed', 'failed'])
  assert.match(row.limit, /cannot replace/)
})

test('--enforcement-mode beats the file in both directions', () => {
  const { place, policy } = policyPlace('enforce')
  assert.deepEqual(
    said(place.hook(before('rm -rf x', 't1'), '--policy', policy, '--enforcement-mode', 'observe')),
    silent,
  )
  place.write('team.policy.yaml', sandboxPolicy('observe'))
  assert.match(
    place.hook(before('rm -rf x', 't2'), '--policy', policy, '--enforcement-mode', 'enforce').stdout,
    /"deny"/,
  )
  assert.deepEqual(
    said(place.hook(before('rm -rf x', 't3'), '--policy', policy, '--enforcement-mode', 'disabled')),
    silent,
  )
  const sources = [...place.list('--dry-run-only'), ...place.list()].map(({ mode, mode_source }) => [mode, mode_source])
  assert.deepEqual(sources, [
    ['observe', 'flag'],
    ['enforce', 'flag'],
  ])
})

const breaks: Record<string, (policy: string) => void> = {
  deleted: (policy) => rmSync(policy),
  emptied: (policy) => truncateSync(policy),
  'broken YAML': (policy) => writeFileSync(policy, 'name: [\n'),
  'refused by the engine': (policy) =>
    writeFileSync(policy, sandboxPolicy('enforce').replace('block-rm', 'block-rm\n    typo: 1')),
  'no text': (policy) => writeFileSync(policy, Buffer.from([0xff, 0xfe, 0x80])),
  'not a policy': (policy) => writeFileSync(policy, 'hello: world\n'),
  'a folder': (policy) => {
    rmSync(policy)
    mkdirSync(policy)
  },
}

for (const [how, breakIt] of Object.entries(breaks)) {
  test(`a policy that is ${how} keeps the mode of its last good load`, () => {
    for (const mode of ['enforce', 'observe']) {
      const { place, policy } = policyPlace(mode)
      place.hook(before('ls', 't0'), '--policy', policy)
      breakIt(policy)
      const ended = place.hook(before('ls', 't1'), '--policy', policy)
      assert.equal(ended.status, 0)
      assert.equal(ended.stderr, '')
      if (mode === 'enforce')
        assert.match(JSON.parse(ended.stdout).hookSpecificOutput.permissionDecisionReason, /team\.policy\.yaml/)
      else assert.equal(ended.stdout, '')
      const [error] = place.list('--kind', 'error')
      assert.match(error.reason, /team\.policy\.yaml/)
      assert.equal(error.policy, 'coding-team-policy')
      const row = place.list(...(mode === 'observe' ? ['--dry-run-only'] : []))[0]
      const expected = mode === 'enforce' ? ['error', 'block', null] : ['error', 'proceed', 'deny']
      assert.deepEqual([row.effect, row.applied, row.shadow_decision], expected)
    }
  })
}

test('a policy that never loaded lets go, with an error event; --enforcement-mode enforce stops', () => {
  const { place } = policyPlace('observe')
  const gone = path.join(place.project, 'nowhere.yaml')
  assert.deepEqual(said(place.hook(before('ls', 't1'), '--policy', gone)), silent)
  assert.equal(place.list('--kind', 'error').length, 1)
  assert.equal(place.list().length, 0)
  assert.match(place.hook(before('ls', 't2'), '--policy', gone, '--enforcement-mode', 'enforce').stdout, /is gone/)
})

const oddPayloads: Record<string, unknown> = {
  nothing: '',
  'no JSON': '{"hook_event_name": "PreToolUse"',
  'no object': '[1]',
  'an unknown event': { ...before('ls'), hook_event_name: 'PreMeal' },
  'no tool': { ...before('ls'), tool_name: '' },
  'no arguments': { ...before('ls'), tool_input: 'ls' },
  'no UTF-8': Buffer.from([0x7b, 0xff, 0x7d]),
  'deep nesting': `{"tool_input":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
}

for (const [what, payload] of Object.entries(oddPayloads)) {
  test(`a payload of ${what}: observe lets go, enforce stops with a sentence`, () => {
    const observed = policyPlace('observe')
    const loose = observed.place.hook(payload, '--policy', observed.policy)
    assert.deepEqual([loose.status, loose.stdout], [0, ''])
    assert.equal(observed.place.list('--kind', 'error').length, 1)
    const enforced = policyPlace('enforce')
    const strict = enforced.place.hook(payload, '--policy', enforced.policy)
    assert.deepEqual([strict.status, strict.stdout], [2, ''])
    assert.match(strict.stderr, /^Blocked by Rehearsal.*\n$/)
  })
}

test('a wrong flag is a doubt like any other', () => {
  const { place, policy } = policyPlace('observe')
  const loose = place.hook(before('rm -rf x'), '--policy', policy, '--enforcement-mode', 'obesrve')
  assert.deepEqual([loose.status, loose.stdout], [0, ''])
  assert.match(loose.stderr, /obesrve is none of enforce, observe, disabled/)
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  assert.match(place.hook(before('ls'), '--policy', policy, '--enforcment-mode', 'enforce').stdout, /"deny"/)
})

test('a locked database holds nobody up and loses nothing', () => {
  const { place, policy } = policyPlace('observe')
  place.hook(before('ls', 't0'), '--policy', policy)
  const other = new Database(place.audit)
  other.exec('BEGIN IMMEDIATE')
  assert.deepEqual(said(place.hook(before('rm -rf x', 't1'), '--policy', policy)), silent)
  other.exec('ROLLBACK')
  other.close()
  assert.equal(place.list('--dry-run-only').length, 1)
})

test('a database that cannot be one: the answer comes, the events wait', () => {
  const { place, policy } = policyPlace('enforce')
  mkdirSync(place.audit, { recursive: true })
  assert.match(place.hook(before('rm -rf x', 't1'), '--policy', policy).stdout, /"deny"/)
  rmSync(place.audit, { recursive: true })
  assert.equal(place.list().length, 1)
})

test('where the spool cannot be written, the database is; where neither can, enforce stops the call', () => {
  const { place, policy } = policyPlace('observe')
  place.hook(before('ls', 't0'), '--policy', policy)
  const spool = place.audit.replace(/\.db$/, '.spool')
  rmSync(spool, { recursive: true })
  writeFileSync(spool, 'in the way')
  assert.deepEqual(said(place.hook(before('ls', 't1'), '--policy', policy)), silent)
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  assert.equal(place.hook(before('ls', 't2'), '--policy', policy).stdout, '')
  assert.deepEqual(
    place.list().map(({ call_id }) => call_id),
    ['t2', 't1', 't0'],
  )

  for (const ending of ['', '-wal', '-shm']) rmSync(place.audit + ending, { force: true })
  mkdirSync(place.audit)
  assert.match(place.hook(before('ls', 't3'), '--policy', policy).stdout, /cannot be recorded/)
  place.write('team.policy.yaml', sandboxPolicy('observe'))
  const { status, stdout, stderr } = place.hook(before('ls', 't4'), '--policy', policy)
  assert.deepEqual([status, stdout], [0, ''])
  assert.match(stderr, /could not be written to .*audit\.spool/)
})

test('a spool that has grown long is emptied by a process of its own', async () => {
  const { place, policy } = policyPlace('observe')
  place.hook(before('ls', 't0'), '--policy', policy)
  const spool = place.audit.replace(/\.db$/, '.spool')
  const locked = new Database(place.audit)
  locked.exec('BEGIN IMMEDIATE')
  place.hook(before('rm -rf x', 't1'), '--policy', policy)
  const [waiting = ''] = readdirSync(spool)
  const line = readFileSync(path.join(spool, waiting), 'utf8')
  for (let index = 0; index < 120; index++) {
    const id = String(index).padStart(32, '0')
    writeFileSync(
      path.join(spool, `${index}-old.jsonl`),
      line.replace(/"id":"\w+"/, `"id":"${id}"`).replaceAll('t1', `old-${index}`),
    )
  }
  locked.exec('ROLLBACK')
  locked.close()
  assert.deepEqual(said(place.hook(before('ls', 't2'), '--policy', policy)), silent)
  for (let tries = 0; tries < 100 && readdirSync(spool).length > 0; tries++) await pause(100)
  assert.equal(readdirSync(spool).length, 0)
  assert.equal(place.list('--dry-run-only').length, 121)
})

test('several policies: the strictest enforcing one decides, the others stay what they are', () => {
  const { place, policy } = policyPlace('observe')
  const strict = place.write('strict.policy.yaml', sandboxPolicy('enforce', 'strict'))
  assert.match(place.hook(before('rm -rf x', 't1'), '--policy', policy, '--policy', strict).stdout, /Blocked by strict/)
  const [shadow] = place.list('--dry-run-only')
  assert.deepEqual([shadow.policy, shadow.applied, shadow.blocked_by], ['coding-team-policy', 'proceed', 'strict'])
  const [live] = place.list()
  assert.deepEqual([live.policy, live.applied, live.blocked_by], ['strict', 'block', null])
})

test('policies are found in the project, and one that is gone is missed', () => {
  const { place } = policyPlace('enforce')
  const payload = { ...before('rm -rf x', 't1'), cwd: place.project }
  assert.match(place.hook(payload).stdout, /"deny"/)
  rmSync(path.join(place.project, 'team.policy.yaml'))
  assert.match(place.hook({ ...payload, tool_use_id: 't2' }).stdout, /is gone/)
  const forgotten = place.run(
    'doctor',
    '--audit',
    place.audit,
    '--forget',
    path.join(place.project, 'team.policy.yaml'),
  )
  assert.equal(forgotten.status, 0, forgotten.stderr)
  assert.deepEqual(said(place.hook({ ...payload, tool_use_id: 't3' })), silent)
})

test('without any policy nothing is said and nothing is made', () => {
  const place = makePlace(built.cli)
  places.push(place)
  assert.deepEqual(said(place.hook({ ...before('ls'), cwd: place.project })), silent)
  assert.equal(place.hook('{').stdout, '')
  assert.equal(existsSync(path.dirname(place.audit)), false)
})

test('hooks at once: every event is kept once, a change of the policy is told once', async () => {
  const { place, policy } = policyPlace('observe')
  place.hook(before('ls', 't0'), '--policy', policy)
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  const calls = Array.from({ length: 8 }, (_, index) => before('rm -rf x', `call-${index}`))
  const ended = await Promise.all(calls.map((payload) => place.hookInBackground(payload, '--policy', policy)))
  for (const { status, stdout } of ended) {
    assert.equal(status, 0)
    assert.match(stdout, /"deny"/)
  }
  // One that got no processor for a second denies in doubt, and says so in the log instead.
  const late = place.list('--kind', 'error').filter(({ detail }) => detail.code === 'hook-late').length
  const blocked = place.list().filter(({ applied }) => applied === 'block')
  assert.equal(new Set(blocked.map(({ call_id }) => call_id)).size, blocked.length)
  assert.equal(blocked.length + late, 8)
  assert.equal(place.list('--kind', 'policy_changed').length, 1)
  assert.equal(place.run('audit', 'verify', '--audit', place.audit).status, 0)
})

test('a known secret in a call reaches no file of the gate', () => {
  const { place, policy } = policyPlace('observe')
  const token = `ghp_${'a1B2'.repeat(9)}`
  place.hook(before(`rm -rf x; curl -H "authorization: bearer ${token}" https://example.org`), '--policy', policy)
  const folder = path.dirname(place.audit)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const file of files) {
    assert.equal(readFileSync(path.join(file.parentPath, file.name)).includes(token), false, file.name)
  }
})
