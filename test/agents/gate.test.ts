import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { buildCommandLine } from '../unit/gate/place.ts'
import { anthropic } from './anthropic.ts'
import { runClaude } from './claude.ts'
import { ensureAgent } from './install.mjs'
import { startModel } from './model.ts'
import { makePlace, type Place } from './place.ts'

const claude = ensureAgent('claude')
const pinned = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8')).dependencies
const skip = claude === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'
const built = buildCommandLine()
const { cli } = built
after(() => built.remove())

const policy = `# Comments stay.
name: coding-team-policy
enforcement_mode: observe # for now
rules:
  - name: block-touch
    action: deny
    reason: makes files nobody asked for
    match:
      tool_name: bash
      command_pattern: "touch forbidden"
  - name: hide-keys
    action: redact
    match:
      output_contains_pattern: "ghp_[A-Za-z0-9]+"
`

const steps = (cwd: string) => [
  { tool: 'Bash', input: { command: 'echo hi > made.txt && echo said ghp_abcdefghij', description: 'say' } },
  { tool: 'Read', input: { file_path: path.join(cwd, 'note.txt') } },
  { tool: 'Bash', input: { command: 'touch forbidden', description: 'touch' } },
  { say: 'all done' },
]

function rehearsal(place: Place, ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: place.home }
  return spawnSync(process.execPath, [cli, ...args], { cwd: place.cwd, env, encoding: 'utf8' })
}

function listed(place: Place, ...args: string[]) {
  const { stdout, stderr } = rehearsal(place, 'audit', 'list', '--format', 'json', ...args)
  assert.equal(stderr, '')
  return JSON.parse(stdout)
}

async function session(place: Place) {
  const model = await startModel(anthropic, steps(place.cwd))
  try {
    const run = await runClaude({ ...place, model, prompt: 'go', allowedTools: ['Bash', 'Read'] })
    assert.equal(run.exitCode, 0, run.stderr)
    return run.toolResults
  } finally {
    await model.close()
  }
}

function prepare(): Place {
  const place = makePlace()
  writeFileSync(path.join(place.cwd, 'note.txt'), 'a note\n')
  writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy)
  return place
}

test('observed, all calls of Claude Code run; after the flip in the file the same call is denied', {
  skip,
}, async () => {
  const place = prepare()
  try {
    const installed = rehearsal(place, 'init', 'claude', '--policy', 'team.policy.yaml', '--yes')
    assert.equal(installed.status, 0, installed.stderr)

    const observed = await session(place)
    assert.deepEqual(
      observed.map(({ isError }) => isError),
      [false, false, false],
    )
    assert.match(observed[0]?.text ?? '', /said ghp_abcdefghij/)
    assert.equal(existsSync(path.join(place.cwd, 'forbidden')), true)

    const shadow = listed(place, '--dry-run-only')
    const told = shadow.map(({ rule, reason, phase, applied, shadow_decision }: Record<string, string>) => {
      return { rule, reason, phase, applied, shadow_decision }
    })
    assert.deepEqual(told, [
      {
        rule: 'block-touch',
        reason: 'makes files nobody asked for',
        phase: 'before',
        applied: 'proceed',
        shadow_decision: 'deny',
      },
      { rule: 'hide-keys', reason: 'matched hide-keys', phase: 'after', applied: 'proceed', shadow_decision: 'redact' },
    ])
    assert.equal(listed(place).length, 2)
    const [heartbeat, ...others] = listed(place, '--kind', 'session_start')
    assert.deepEqual([heartbeat.agent_version, others.length], [pinned['@anthropic-ai/claude-code'], 0])

    writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy.replace('observe', 'enforce'))
    spawnSync('rm', ['forbidden'], { cwd: place.cwd })
    const enforced = await session(place)
    assert.deepEqual(
      enforced.map(({ isError }) => isError),
      [false, false, true],
    )
    assert.match(enforced[0]?.text ?? '', /said \[REDACTED\]/)
    assert.doesNotMatch(enforced[0]?.text ?? '', /ghp_/)
    assert.match(enforced[2]?.text ?? '', /coding-team-policy \(block-touch\): makes files nobody asked for/)
    assert.equal(existsSync(path.join(place.cwd, 'forbidden')), false)

    const blocked = listed(place).filter(({ applied }: { applied: string }) => applied === 'block')
    assert.deepEqual(
      blocked.map(({ rule, mode }: Record<string, string>) => [rule, mode]),
      [['block-touch', 'enforce']],
    )
    assert.equal(listed(place, '--kind', 'policy_changed').length, 1)
    assert.equal(rehearsal(place, 'audit', 'verify').status, 0)
  } finally {
    place.remove()
  }
})

test('run --observe: a banner first, no answer to Claude Code, its exit code, and a count at the end', {
  skip,
}, async () => {
  const place = prepare()
  const model = await startModel(anthropic, steps(place.cwd))
  try {
    writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy.replace('observe', 'enforce'))
    const bin = path.join(place.home, 'bin')
    mkdirSync(bin)
    symlinkSync(claude?.[0] ?? '', path.join(bin, 'claude'))
    const run = await runThrough(place, bin, model.url)
    assert.equal(run.status, 0, run.stderr)
    assert.match(run.stdout, /all done/)
    const lines = run.stderr.trim().split('\n')
    assert.match(lines[0] ?? '', /recorded but not enforced/)
    assert.match(lines[1] ?? '', /audit list --dry-run-only/)
    assert.equal(lines.at(-1), 'rehearsal: 3 calls were judged, 1 would have been blocked, 0 were blocked.')
    assert.equal(existsSync(path.join(place.cwd, 'forbidden')), true)
    assert.equal(listed(place, '--dry-run-only').length, 2)
    assert.equal(existsSync(path.join(place.home, '.claude', 'settings.json')), false)
  } finally {
    await model.close()
    place.remove()
  }
})

test('a policy that enforced and is deleted stops every call, and says which one', { skip }, async () => {
  const place = prepare()
  try {
    writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy.replace('observe', 'enforce'))
    rehearsal(place, 'init', 'claude', '--policy', 'team.policy.yaml', '--yes')
    await session(place)
    spawnSync('rm', ['team.policy.yaml'], { cwd: place.cwd })
    const results = await session(place)
    assert.deepEqual(
      results.map(({ isError }) => isError),
      [true, true, true],
    )
    assert.match(results[0]?.text ?? '', /team\.policy\.yaml is gone/)
    assert.equal(readFileSync(path.join(place.cwd, 'made.txt'), 'utf8'), 'hi\n')
  } finally {
    place.remove()
  }
})

async function runThrough(place: Place, bin: string, url: string) {
  const { start } = await import('../vscode/processes.ts')
  const args = ['run', '--observe', 'claude', '--', '-p', 'go', '--allowedTools', 'Bash Read']
  const run = start(process.execPath, [cli, ...args], {
    cwd: place.cwd,
    env: {
      PATH: `${bin}:/usr/bin:/bin`,
      HOME: place.home,
      TMPDIR: place.home,
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'scripted',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
  })
  const status = await run.exited
  await run.end()
  return { status, stdout: run.stdout(), stderr: run.stderr() }
}
