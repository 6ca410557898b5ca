import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { buildCommandLine } from '../unit/gate/place.ts'
import { anthropic } from './anthropic.ts'
import { runClaude } from './claude.ts'
import { absent, type GatedAgent, gatedAgents, installPolicy, rehearsal, session } from './gated.ts'
import { startModel } from './model.ts'
import { makePlace, type Place } from './place.ts'

const commands = ['echo hi > made.txt', 'touch forbidden']

/** How a hook can die, as the text of the program that should be the hook. */
const deaths: Record<string, string> = {
  'ends with 1': 'process.exit(1)',
  'is killed': "process.kill(process.pid, 'SIGKILL')",
}

function made(place: Place) {
  const found = [existsSync(path.join(place.cwd, 'made.txt')), existsSync(path.join(place.cwd, 'forbidden'))]
  for (const file of ['made.txt', 'forbidden']) rmSync(path.join(place.cwd, file), { force: true })
  return { made: found[0], forbidden: found[1] }
}

for (const agent of gatedAgents) {
  for (const mode of ['observe', 'enforce']) {
    test(`${agent.name}, ${mode}: a hook that dies, and a database that is locked`, {
      skip: absent(agent),
    }, async () => {
      const built = buildCommandLine()
      const place = makePlace()
      try {
        installPolicy(built.cli, agent, place, mode)
        await session(agent, place, commands)
        assert.deepEqual(made(place), { made: true, forbidden: mode === 'observe' })
        await whileLocked(built.cli, agent, place, mode)
        await whileDying(built.cli, agent, place, mode)
      } finally {
        built.remove()
        place.remove()
      }
    })
  }
}

for (const agent of gatedAgents) {
  test(`${agent.name}: a flip in the middle of a session holds from the next call on, and shows in the log`, {
    skip: absent(agent),
  }, async () => {
    const built = buildCommandLine()
    const place = makePlace()
    try {
      installPolicy(built.cli, agent, place, 'observe')
      const flip = 'rm forbidden && sed -i s/observe/enforce/ team.policy.yaml'
      const results = await session(agent, place, ['touch forbidden', flip, 'touch forbidden'])
      assert.match(results[2]?.text ?? '', /makes files nobody asked for/)
      assert.equal(made(place).forbidden, false)
      const list = (...args: string[]) =>
        JSON.parse(rehearsal(built.cli, place, 'audit', 'list', '--format', 'json', ...args).stdout)
      assert.deepEqual([list('--dry-run-only').length, list('--effect', 'deny').length], [1, 1])
      const [changed] = list('--kind', 'policy_changed')
      assert.deepEqual([changed.detail.old_mode, changed.detail.new_mode], ['observe', 'enforce'])
    } finally {
      built.remove()
      place.remove()
    }
  })
}

/** A locked database changes nothing for the agent, and nothing is lost. */
async function whileLocked(cli: string, agent: GatedAgent, place: Place, mode: string): Promise<void> {
  const { audit } = JSON.parse(rehearsal(cli, place, 'doctor', '--format', 'json').stdout)
  const locked = new Database(audit)
  locked.exec('BEGIN IMMEDIATE')
  const results = await session(agent, place, commands)
  locked.exec('ROLLBACK')
  locked.close()
  assert.deepEqual(made(place), { made: true, forbidden: mode === 'observe' })
  if (mode === 'enforce') assert.match(results[1]?.text ?? '', /makes files nobody asked for/)
  const list = (...args: string[]) =>
    JSON.parse(rehearsal(cli, place, 'audit', 'list', '--format', 'json', ...args).stdout) as object[]
  assert.equal(list().length + list('--dry-run-only').length, 4)
  assert.equal(list('--kind', 'session_start').length, 2)
  assert.equal(rehearsal(cli, place, 'audit', 'verify').status, 0)
}

/** A hook that dies holds nobody up under observe; under enforce nothing runs, and the model is told why. */
async function whileDying(cli: string, agent: GatedAgent, place: Place, mode: string): Promise<void> {
  const hook = path.join(path.dirname(cli), 'hook.cjs')
  const whole = readFileSync(hook)
  for (const [how, program] of Object.entries(deaths)) {
    writeFileSync(hook, program)
    const results = await session(agent, place, commands)
    const everything = mode === 'observe'
    assert.deepEqual(made(place), { made: everything, forbidden: everything }, how)
    if (everything) continue
    for (const { text } of results) assert.match(text, /Blocked by Rehearsal: its hook ended with code \d+/)
  }
  writeFileSync(hook, whole)
}

test("claude-code, observe: what the user was not asked about yet is refused by Claude Code's own rules, hook or not", {
  skip: absent(gatedAgents[0] as GatedAgent),
}, async () => {
  const [claude] = gatedAgents as [GatedAgent]
  const built = buildCommandLine()
  const place = makePlace()
  try {
    const unasked = async () => {
      const model = await startModel(anthropic, [...commands.map((each) => claude.step(each)), { say: 'all done' }])
      try {
        const run = await runClaude({ ...place, model, prompt: 'go', allowedTools: [] })
        return run.toolResults.map(({ text, isError }) => ({ text, isError }))
      } finally {
        await model.close()
      }
    }
    const without = await unasked()
    assert.deepEqual(
      without.map(({ isError }) => isError),
      [true, true],
    )
    installPolicy(built.cli, claude, place, 'observe')
    assert.deepEqual(await unasked(), without)
    assert.deepEqual(made(place), { made: false, forbidden: false })
    const shadow = JSON.parse(rehearsal(built.cli, place, 'audit', 'list', '--dry-run-only', '--format', 'json').stdout)
    assert.equal(shadow.length, 1)
  } finally {
    built.remove()
    place.remove()
  }
})
