import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { after, beforeEach, test } from 'node:test'
import Database from 'better-sqlite3'
import { before, type Place, sandboxPolicy } from '../gate/place.ts'
import { commandLine, fill, live, shadow } from './audit-support.ts'

const built = commandLine()
let place: Place
beforeEach(() => {
  place = built.place()
})
after(() => built.remove())

const audit = (...args: string[]) => place.run('audit', ...args, '--audit', place.audit)
const auditJson = (...args: string[]) => JSON.parse(audit(...args, '--format', 'json').stdout)

test('summary: a card for each policy, with the rule that fired most', () => {
  const time = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString()
  fill(place, [
    { ...shadow, time: time(30) },
    { ...shadow, time: time(3) },
    { ...shadow, time: time(2), rule: 'b', matched: ['b'] },
    { ...shadow, time: time(2), rule: 'b', matched: ['b'], effect: 'redact', shadow_decision: 'redact' },
    {
      ...shadow,
      time: time(1),
      rule: 'c',
      matched: ['c'],
      effect: 'require_approval',
      shadow_decision: 'require_approval',
    },
    { ...shadow, time: time(1), rule: null, matched: [], effect: 'error', shadow_decision: 'deny' },
    { ...live, time: time(1), rule: 'c' },
    { ...live, time: time(1), policy: 'other', effect: 'allow', verdict: 'allow', rule: null },
  ])
  const cards = auditJson('summary')
  assert.deepEqual(
    cards.map(({ since, last_shadow_event, ...card }: Record<string, unknown>) => card),
    [
      {
        policy: 'other',
        policy_file: '/srv/project/policy.yaml',
        dialect: 'edictum',
        decisions: 1,
        would_deny: 0,
        would_redact: 0,
        would_require_approval: 0,
        would_warn: 0,
        top_rule: null,
        until: null,
      },
      {
        policy: 'policy',
        policy_file: '/srv/project/policy.yaml',
        dialect: 'edictum',
        decisions: 6,
        would_deny: 3,
        would_redact: 1,
        would_require_approval: 1,
        would_warn: 0,
        top_rule: { rule: 'b', count: 2 },
        until: null,
      },
    ],
  )
  assert.equal(auditJson('summary', '--since', '7d', '--policy', 'policy')[0].would_deny, 4)
  const { stdout } = audit('summary')
  assert.match(
    stdout,
    /policy \(edictum\)\n.*\n +would deny +3\n +would redact +1\n +would hold +1 for approval\n +top rule +b · 2/,
  )
  assert.match(audit('summary', '--policy', 'none').stdout, /^No decisions since /)
})

test('head and verify --expect-head: found, rewritten, cut, gone', () => {
  fill(place, Array(5).fill(live))
  const noted = audit('head').stdout.trim()
  assert.match(noted, /^5:[0-9a-f]{64}$/)
  assert.equal(auditJson('head').seq, 5)
  fill(place, Array(3).fill(live), 5)
  assert.equal(audit('verify', '--expect-head', noted).status, 0)
  assert.equal(audit('verify', '--expect-head', noted.slice(2)).status, 0)
  assert.equal(auditJson('verify', '--expect-head', noted).expected_head, 'found')
  const other = audit(
    'verify',
    '--expect-head',
    noted.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  )
  assert.equal(other.status, 1)
  assert.match(other.stdout, /head-differs/)
  assert.equal(audit('verify', '--expect-head', 'f'.repeat(64)).status, 1)
  const later = audit('head').stdout.trim()
  const db = new Database(place.audit)
  db.exec('DELETE FROM events WHERE seq > 6; UPDATE head SET seq = 6, hash = (SELECT hash FROM events WHERE seq = 6)')
  db.close()
  assert.match(audit('verify').stdout, /The chain is whole.*\n.*counts do not agree with the rows/s)
  assert.equal(audit('verify').status, 1)
  assert.match(audit('recount').stdout, /^6 events were counted anew\.\n$/)
  assert.equal(audit('verify').status, 0)
  assert.match(audit('verify', '--expect-head', later).stdout, /\(cut\): The log ends before row 8/)
  for (const file of readdirSync(path.dirname(place.audit)))
    rmSync(path.join(path.dirname(place.audit), file), { recursive: true })
  assert.equal(audit('verify').status, 0)
  assert.equal(audit('verify', '--expect-head', later).status, 1)
})

test('prune leaves a chain that verifies, a smaller file without the old text, and a noted head that counts as pruned', () => {
  const secret = 'mark-of-an-old-call'
  fill(place, Array(2000).fill({ ...live, reason: `${secret} ${'x'.repeat(200)}`, time: '2020-01-01T00:00:00.000Z' }))
  const noted = audit('head').stdout.trim()
  fill(place, Array(3).fill(live), 2000)
  const size = statSync(place.audit).size
  assert.match(
    audit('prune', '--older-than', '2000d', '--why', 'a year is enough').stdout,
    /^2000 events, up to event 2000, were removed/,
  )
  assert.ok(statSync(place.audit).size < size / 2)
  for (const name of readdirSync(path.dirname(place.audit)).filter((each) => each.startsWith('audit.db'))) {
    assert.equal(readFileSync(path.join(path.dirname(place.audit), name)).includes(secret), false, name)
  }
  const found = auditJson('verify')
  assert.deepEqual([found.fault, found.pruned_to, found.rows], [null, 2000, 4])
  const checked = audit('verify', '--expect-head', noted)
  assert.equal(checked.status, 1)
  assert.match(checked.stdout, /noted head was pruned/)
  const [record] = JSON.parse(audit('list', '--kind', 'prune', '--format', 'json').stdout)
  assert.deepEqual([record.detail.count, record.detail.last, record.detail.why], [2000, 2000, 'a year is enough'])
  const told = /2,000 events up to number 2000 removed by [^:]+: a year is enough/
  assert.match(audit('list', '--kind', 'prune').stdout, told)
  assert.deepEqual(auditJson('prune', '--older-than', '2000d').count, 0)
})

test('forget: what an event says is gone from the file, and the chain verifies', () => {
  fill(place, [live, { ...live, id: 'leak', args: { command: 'echo planted-text' }, reason: 'planted-text' }, live])
  const done = audit('forget', 'leak', '--why', 'leaked')
  assert.deepEqual([done.status, done.stdout], [0, 'The contents of event 2 were erased.\n'])
  assert.equal(readFileSync(place.audit).includes('planted-text'), false)
  assert.equal(auditJson('verify').forgotten, 1)
  assert.equal(audit('forget', 'nosuch').status, 1)
})

test('forget reaches an event that still waits in the spool', () => {
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  place.hook(before('rm -rf x'), '--policy', policy)
  const [event] = place.list('--dry-run-only')
  assert.equal(audit('forget', event.id).status, 0)
  assert.equal(place.list('--dry-run-only')[0].args, undefined)
})

test('without a log nothing is made, and the commands that need one say so', () => {
  for (const args of [['head'], ['export'], ['forget', 'x'], ['prune', '--older-than', '1d']]) {
    const { status, stderr } = audit(...args)
    assert.equal(status, 1)
    assert.match(stderr, /There is no audit log/)
  }
  assert.equal(existsSync(place.audit), false)
})

test('export: everything, oldest first, into a file of its own', () => {
  fill(place, [live, shadow, { kind: 'session_start', dry_run: undefined }, live])
  const lines = audit('export')
    .stdout.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    lines.map(({ seq }) => seq),
    [1, 2, 3, 4],
  )
  const file = path.join(place.home, 'events.csv')
  assert.equal(audit('export', '--format', 'csv', '--output', file).status, 0)
  assert.equal(readFileSync(file, 'utf8').trimEnd().split('\r\n').length, 5)
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
  const again = audit('export', '--output', file)
  assert.equal(again.status, 1)
  assert.match(again.stderr, /is there already/)
})

test('tail: events as they come, until it is interrupted', { timeout: 30_000 }, async () => {
  fill(place, [live])
  const child = spawn(process.execPath, [built.cli, 'audit', 'tail', '--audit', place.audit, '--format', 'jsonl'])
  let [printed, said] = ['', '']
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  await until(() => said.includes('Following'))
  fill(place, [shadow, live], 1)
  await until(() => printed.split('\n').length > 2)
  child.kill('SIGINT')
  const status = await new Promise((resolve) => child.on('close', resolve))
  assert.equal(status, 0)
  const events = printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    events.map(({ seq, dry_run }) => [seq, dry_run]),
    [
      [2, true],
      [3, false],
    ],
  )
})

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('policy: the text that a call was judged by, also when the file says something else by now', () => {
  const text = sandboxPolicy('observe')
  const file = place.write('team.yaml', text)
  place.hook(before('ls'), '--policy', 'team.yaml')
  place.write('team.yaml', 'name: other\nrules: []\n')
  const [{ policy_digest: digest }] = place.list()
  assert.equal(audit('policy', digest).stdout, text)
  assert.deepEqual(auditJson('policy', digest), { policy_digest: digest, documents: [{ file, text }] })
  const none = audit('policy', 'abc')
  assert.deepEqual([none.status, none.stdout], [1, ''])
  assert.match(none.stderr, /keeps no text with the digest abc; events name it in policy_digest/)
})
