import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-replay-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, text: string) => {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}
const policy = written(
  'policy.yaml',
  'deny:\n  - capability: shell.execute\n    contains: rm\nallow:\n  - capability: "*"\n',
)
const older = written('older.yaml', 'allow:\n  - capability: "*"\n')
const call = (command: string) => JSON.stringify({ capability: 'shell.execute', payload: { command } })
const trace = written(
  'trace.jsonl',
  ['{"capfence_replay_version": "1.0"}', call('rm -rf /'), call('ls'), call('ls'), 'nonsense'].join('\n'),
)

function rehearsal(...args: string[]) {
  const entry = path.join(import.meta.dirname, '..', '..', '..', 'cli', 'entry.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { cwd: folder, encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('a trace of calls is replayed, and what is no call is told', () => {
  const { status, stdout } = rehearsal('replay', policy, '--audit', trace)
  assert.equal(status, 0)
  assert.match(stdout, /^policy\.yaml: 3 calls \(2 different\) from the beginning\n {2}would deny 1, would allow 2\n/)
  assert.match(stdout, /not counted: 1 entry is no call\./)
})

const failOn: [on: string, status: number][] = [
  ['deny', 1],
  ['require_approval', 1],
  ['error', 0],
  ['deny:1', 0],
  ['allow:2', 1],
  ['denied', 2],
]
for (const [on, status] of failOn) {
  test(`--fail-on ${on} ends with ${status}`, () => {
    const ended = rehearsal('replay', policy, '--audit', trace, '--fail-on', on, '--format', 'json')
    assert.equal(ended.status, status)
    if (status === 2) return
    assert.equal(JSON.parse(ended.stdout).length, 1)
    assert.equal(ended.stderr.includes('--fail-on'), status === 1)
  })
}

test('--fail-on says in a sentence what was too much', () => {
  const said = (on: string) => rehearsal('replay', policy, '--audit', trace, '--fail-on', on).stderr
  assert.equal(
    said('deny'),
    'rehearsal: policy.yaml: 1 call would get deny or a stronger effect; --fail-on deny:0 lets none pass.\n',
  )
  assert.match(
    said('allow:2'),
    /: 3 calls would get allow or a stronger effect; --fail-on allow:2 lets at most 2 pass\.$/m,
  )
})

test('--against tells what changed, in every format', () => {
  const shown = (format: string) =>
    rehearsal('replay', policy, '--audit', trace, '--against', older, '--format', format).stdout
  assert.match(shown('text'), /changed: 1 call allow .*→ deny /)
  const [report] = JSON.parse(shown('json'))
  assert.deepEqual([report.calls, report.byEffect.deny, report.changes[0].count], [3, 1, 1])
  assert.match(shown('github'), /^::notice file=policy\.yaml,.*title=replay-decides::/m)
  assert.match(shown('markdown'), /### Replay of `policy\.yaml`/)
  const sarif = JSON.parse(shown('sarif'))
  assert.ok(sarif.runs[0].results.some(({ ruleId }: { ruleId: string }) => ruleId === 'replay-changes'))
})

test('a policy that does not load, or no log, is a sentence', () => {
  const broken = written('broken.yaml', 'deny: [{capability: x, effect: y}]\n')
  assert.equal(rehearsal('replay', broken, '--audit', trace).status, 1)
  assert.match(rehearsal('replay', broken, '--audit', trace).stderr, /the engine refuses it/)
  assert.match(rehearsal('replay', policy, '--audit', path.join(folder, 'none.db')).stderr, /There is no audit log/)
  assert.equal(rehearsal('replay', policy, '--audit', policy).status, 1)
})

test('a level is simulated by tools alone', () => {
  const log = written(
    'edictum.jsonl',
    ['Bash', 'Bash', 'Read']
      .map((tool, index) => {
        const time = '2026-01-01T00:00:00Z'
        return JSON.stringify({
          action: 'call_allowed',
          tool_name: tool,
          tool_args: {},
          call_id: `${index}`,
          timestamp: time,
        })
      })
      .join('\n'),
  )
  const simulated = rehearsal(
    'simulate',
    '--level',
    'tight',
    '--audit',
    log,
    '--since',
    '2025-01-01',
    '--format',
    'json',
  )
  const { total_events, would_block, would_block_by_default, tools } = JSON.parse(simulated.stdout)
  assert.deepEqual([total_events, would_block, would_block_by_default], [3, 2, 1])
  assert.deepEqual(tools, [{ tool_name: 'shell.exec', rule_label: 'autonomy_tight/Block destructive shell', count: 2 }])
})
