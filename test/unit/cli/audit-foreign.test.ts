import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, beforeEach, test } from 'node:test'
import type { Place } from '../gate/place.ts'
import { commandLine } from './audit-support.ts'

const built = commandLine()
let place: Place
beforeEach(() => {
  place = built.place()
})
after(() => built.remove())

const line = (index: number, more: object) =>
  JSON.stringify({
    timestamp: `2026-01-0${index}T00:00:00.000000+00:00`,
    run_id: 'run',
    call_id: `call-${index}`,
    tool_name: index === 3 ? 'deploy' : 'Bash',
    tool_args: { command: `step ${index}` },
    action: 'call_would_deny',
    decision_name: 'no-step',
    reason: `step ${index} is not allowed`,
    mode: 'observe',
    policy_version: 'abc',
    ...more,
  })
const log = [
  line(1, {}),
  line(2, { action: 'call_denied', mode: 'enforce' }),
  '{"damaged',
  line(3, {}),
  line(4, { action: 'call_blocked', mode: 'enforce' }),
].join('\n')

test("list: another system's log under our names, newest first, with the damaged line named", () => {
  const file = place.write('edictum.jsonl', log)
  const run = (...args: string[]) => place.run('audit', 'list', '--audit', file, ...args)
  const list = (...args: string[]) => JSON.parse(run('--format', 'json', ...args).stdout)
  const { stdout, stderr, status } = run('--dry-run-only', '--format', 'json')
  assert.equal(status, 0)
  assert.match(stderr, /1 entry was skipped; the first, on line 3: It is no JSON/)
  const events = JSON.parse(stdout)
  assert.deepEqual(
    events.map(({ seq, shadow_decision, rule, native }: Record<string, Record<string, string>>) => [
      seq,
      shadow_decision,
      rule,
      native?.action,
    ]),
    [
      [4, 'deny', 'no-step', 'call_would_deny'],
      [1, 'deny', 'no-step', 'call_would_deny'],
    ],
  )
  assert.equal(list().length, 2)
  assert.equal(list('--since', '2026-01-03')[0].call_id, 'call-4')
  assert.equal(list('--dry-run-only', '--tool', 'dep*').length, 1)
  assert.equal(list('--dry-run-only', '--limit', '1')[0].seq, 4)
  assert.match(run('--dry-run-only', '--limit', '1').stdout, /deploy.*step 3.*no-step[\s\S]*1 more/)
  assert.equal(readFileSync(file, 'utf8'), log)
})

test('summary and verify of it; what would change it is refused', () => {
  const file = place.write('edictum.jsonl', log)
  const run = (...args: string[]) => place.run('audit', ...args, '--audit', file)
  const [card] = JSON.parse(run('summary', '--format', 'json').stdout)
  assert.deepEqual(
    [card.policy_digest, card.decisions, card.would_deny, card.top_rule],
    ['abc', 4, 2, { rule: 'no-step', count: 2 }],
  )
  const verified = JSON.parse(run('verify', '--format', 'json').stdout)
  assert.deepEqual([verified.format, verified.chain, verified.entries, verified.odd_count], ['edictum', 'none', 4, 1])
  assert.match(run('verify').stdout, /4 entries of edictum, without a chain/)
  assert.match(run('export', '--format', 'jsonl').stdout, /^\{"id":"edictum:1"/)
  for (const args of [
    ['head'],
    ['policy', 'x'],
    ['tail'],
    ['forget', 'x'],
    ['prune', '--older-than', '1d'],
    ['verify', '--expect-head', `1:${'0'.repeat(64)}`],
  ]) {
    const { status, stdout } = run(...args)
    assert.deepEqual([status, stdout], [2, ''], args.join(' '))
  }
  assert.equal(readFileSync(file, 'utf8'), log)
})

test('a broken chain ends with 1', () => {
  const entry = {
    timestamp: '2026-01-01T00:00:00.000Z',
    toolName: 'Bash',
    actionType: 'code.exec',
    outcome: 'deny',
    prevHash: 'abc',
  }
  const file = place.write('audit.jsonl', JSON.stringify(entry))
  const { status, stdout } = place.run('audit', 'verify', '--audit', file)
  assert.equal(status, 1)
  assert.match(stdout, /broken by safeclaw's own rules in 1 place; 1 entry/)
})
