import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { buildCommandLine } from '../unit/gate/place.ts'
import { start } from '../vscode/processes.ts'
import { runCodex } from './codex.ts'
import { runGemini } from './gemini.ts'
import { geminiApi } from './gemini-api.ts'
import { ensureAgent } from './install.mjs'
import { type Model, type Protocol, type Step, startModel, type ToolResult } from './model.ts'
import { makePlace, type Place } from './place.ts'
import { responses } from './responses.ts'

const built = buildCommandLine()
afterTests(() => built.remove())

const policy = `name: coding-team-policy
enforcement_mode: observe
rules:
  - name: block-touch
    action: deny
    reason: makes files nobody asked for
    match:
      command_pattern: "touch forbidden"
  - name: ask-push
    action: require_approval
    reason: goes to everybody
    match:
      command_pattern: "touch held"
  - name: hide-keys
    action: redact
    match:
      output_contains_pattern: "ghp_[A-Za-z0-9]+"
`

const commands = ['echo hi > made.txt && echo said ghp_abcdefghij', 'touch forbidden', 'touch held']

interface Agent {
  readonly word: 'codex' | 'gemini'
  readonly name: string
  readonly protocol: Protocol
  readonly steps: readonly Step[]
  run(place: Place, model: Model): Promise<{ exitCode: number | null; stderr: string; toolResults: ToolResult[] }>
}

const agents: readonly Agent[] = [
  {
    word: 'codex',
    name: 'codex',
    protocol: responses,
    steps: [...commands.map((cmd) => ({ tool: 'exec_command', input: { cmd } })), { say: 'all done' }],
    run: (place, model) => runCodex({ ...place, model, prompt: 'go' }),
  },
  {
    word: 'gemini',
    name: 'gemini-cli',
    protocol: geminiApi,
    steps: [...commands.map((command) => ({ tool: 'run_shell_command', input: { command } })), { say: 'all done' }],
    run: (place, model) => runGemini({ ...place, model, prompt: 'go' }),
  },
]

const absent = (agent: 'codex' | 'gemini') =>
  ensureAgent(agent) === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'

function rehearsal(place: Place, ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: place.home }
  return spawnSync(process.execPath, [built.cli, ...args], { cwd: place.cwd, env, encoding: 'utf8' })
}

function listed(place: Place, ...args: string[]) {
  return JSON.parse(rehearsal(place, 'audit', 'list', '--format', 'json', ...args).stdout)
}

const write = (place: Place, mode: string) =>
  writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy.replace('observe', mode))

async function session(agent: Agent, place: Place): Promise<ToolResult[]> {
  const model = await startModel(agent.protocol, agent.steps)
  try {
    const run = await agent.run(place, model)
    assert.equal(run.exitCode, 0, run.stderr)
    return run.toolResults
  } finally {
    await model.close()
  }
}

for (const agent of agents) {
  test(`${agent.name}: observed, all calls run; after the flip the same ones are denied`, {
    skip: absent(agent.word),
  }, async () => {
    const place = makePlace()
    try {
      write(place, 'observe')
      const installed = rehearsal(place, 'init', agent.word, '--policy', 'team.policy.yaml', '--yes')
      assert.equal(installed.status, 0, installed.stderr)
      const observed = await session(agent, place)
      assert.match(observed[0]?.text ?? '', /said ghp_abcdefghij/)
      assert.equal(readFileSync(path.join(place.cwd, 'made.txt'), 'utf8'), 'hi\n')
      for (const file of ['forbidden', 'held']) assert.equal(existsSync(path.join(place.cwd, file)), true, file)
      const shadow = listed(place, '--dry-run-only').map((row: Record<string, string>) => {
        return [row.agent, row.rule, row.phase, row.applied, row.shadow_decision]
      })
      assert.deepEqual(shadow, [
        [agent.name, 'ask-push', 'before', 'proceed', 'require_approval'],
        [agent.name, 'block-touch', 'before', 'proceed', 'deny'],
        [agent.name, 'hide-keys', 'after', 'proceed', 'redact'],
      ])
      assert.equal(listed(place, '--kind', 'session_start').length, 1)
      assert.equal(listed(place, '--kind', 'error').length, 0)

      for (const file of ['forbidden', 'held']) rmSync(path.join(place.cwd, file))
      write(place, 'enforce')
      const enforced = await session(agent, place)
      assert.match(enforced[0]?.text ?? '', /said \[REDACTED\]/)
      assert.doesNotMatch(enforced[0]?.text ?? '', /ghp_/)
      assert.match(enforced[1]?.text ?? '', /coding-team-policy \(block-touch\): makes files nobody asked for/)
      assert.match(enforced[2]?.text ?? '', /Needs approval under coding-team-policy \(ask-push\): goes to everybody/)
      for (const file of ['forbidden', 'held']) assert.equal(existsSync(path.join(place.cwd, file)), false, file)
      assert.equal(listed(place, '--kind', 'policy_changed').length, 1)

      rmSync(path.join(place.cwd, 'team.policy.yaml'))
      const orphaned = await session(agent, place)
      for (const { text } of orphaned) assert.match(text, /team\.policy\.yaml is gone/)
      assert.equal(rehearsal(place, 'audit', 'verify').status, 0)
    } finally {
      place.remove()
    }
  })
}

test('run codex: hooks that nobody approved do not run, and run says so', { skip: absent('codex') }, async () => {
  const { status, stderr, place } = await runThrough('codex', false)
  try {
    assert.equal(status, 1, stderr)
    assert.match(stderr, /No session was seen/)
    assert.match(stderr, /No call was judged/)
  } finally {
    place.remove()
  }
})

test('run --observe codex: approved hooks judge, and nothing is stopped', { skip: absent('codex') }, async () => {
  const { status, stderr, place } = await runThrough('codex', true)
  try {
    assert.equal(status, 0, stderr)
    assert.match(stderr, /recorded but not enforced/)
    assert.match(stderr, /3 calls were judged, 2 would have been blocked, 0 were blocked/)
    assert.equal(existsSync(path.join(place.cwd, 'forbidden')), true)
  } finally {
    place.remove()
  }
})

test('run --observe gemini: with hooks in its settings that say the same, beside hooks of the user', {
  skip: absent('gemini'),
}, async () => {
  const { status, stderr, place } = await runThrough('gemini', true)
  try {
    assert.equal(status, 0, stderr)
    assert.match(stderr, /3 calls were judged, 2 would have been blocked, 0 were blocked/)
    assert.equal(existsSync(path.join(place.cwd, 'forbidden')), true)
    assert.ok(place.payloads().length > 0)
  } finally {
    place.remove()
  }
})

/** Prepares a home by running the agent once, then starts it by `run --observe`. */
async function runThrough(word: 'codex' | 'gemini', trusted: boolean) {
  const agent = agents.find((each) => each.word === word) as Agent
  const place = makePlace()
  const model = await startModel(agent.protocol, agent.steps)
  const bin = path.join(place.home, 'bin')
  mkdirSync(bin)
  const program = ensureAgent(word) ?? []
  if (program.length === 1) symlinkSync(program[0] ?? '', path.join(bin, word))
  else writeFileSync(path.join(bin, word), `#!/bin/sh\nexec '${program.join("' '")}' "$@"\n`, { mode: 0o755 })
  let args: string[]
  if (word === 'codex') {
    await runCodex({ ...place, model, prompt: 'go', args: ['--help'] })
    args = ['exec', '--skip-git-repo-check', ...(trusted ? ['--dangerously-bypass-hook-trust'] : []), 'go']
  } else {
    const own = { BeforeTool: [{ hooks: [{ type: 'command', command: place.hook({ when: 'never', print: {} }) }] }] }
    await runGemini({ ...place, model, prompt: 'go', settings: { hooks: own }, args: ['--help'] })
    args = ['-y', '-m', 'gemini-2.5-flash', '-p', 'go']
  }
  write(place, 'enforce')
  if (word === 'gemini') rehearsal(place, 'init', 'gemini', '--enforcement-mode', 'observe', '--yes')
  const run = start(process.execPath, [built.cli, 'run', '--observe', word, '--', ...args], {
    cwd: place.cwd,
    env: {
      PATH: `${bin}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: place.home,
      TMPDIR: place.home,
      CODEX_HOME: path.join(place.home, '.codex'),
      SCRIPTED_KEY: 'scripted',
      GOOGLE_GEMINI_BASE_URL: model.url,
      GEMINI_API_KEY: 'scripted',
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
  })
  const status = await run.exited
  await run.end()
  await model.close()
  return { status, stderr: run.stderr(), place }
}
