import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import type { Machine } from '../../../audit/place.ts'
import { hookHealth } from '../../../gate/hook-health.ts'
import { type AgentSettings, claudeSettings, codexSettings } from '../../../gate/settings/agents.ts'
import { hookCommand } from '../../../gate/settings/command.ts'
import { withHooks } from '../../../gate/settings/hooks.ts'
import { hooksIn, livePolicy } from '../../../server/livePolicy.ts'

let home: string
let project: string
let policy: string
let machine: Machine
beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-live-')))
  project = path.join(home, 'project')
  policy = path.join(project, 'policies', 'team.yaml')
  machine = { platform: process.platform, homedir: home, env: {} }
  write(policy, 'name: team\nenforcement_mode: enforce\nrules: []\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Puts a hook into an agent's settings file. */
function hook(agent: AgentSettings, file: string, line: Partial<Parameters<typeof hookCommand>[1]>, before = ''): void {
  const command = hookCommand(agent.word, { launcher: ['/r/bin/rehearsal'], policies: [], ...line })
  write(file, withHooks(agent, before, command) ?? '')
}

const live = (folder = project) => {
  const { hook: use, mode, byHook } = livePolicy(policy, 'enforce', hooksIn([folder], machine), new Set())
  return [use, mode, byHook]
}

test('a policy is in force where a hook of the user or of the project names it, or finds it', () => {
  assert.deepEqual(live(), ['none', 'enforce', false])
  hook(claudeSettings, claudeSettings.file(machine), { policies: ['/elsewhere/theirs.yaml'] })
  assert.deepEqual(live(), ['none', 'enforce', false])
  for (const file of [claudeSettings.file(machine, project), path.join(project, '.claude', 'settings.local.json')]) {
    hook(claudeSettings, file, { policies: [policy] })
    assert.deepEqual(live(), ['used', 'enforce', false])
    rmSync(file)
  }
  hook(claudeSettings, claudeSettings.file(machine), {})
  assert.deepEqual(live(), ['used', 'enforce', false])
})

test('the same policy by another path is the same policy', () => {
  symlinkSync(project, path.join(home, 'link'))
  hook(claudeSettings, claudeSettings.file(machine), { policies: [path.join(home, 'link', 'policies', 'team.yaml')] })
  assert.deepEqual(live(), ['used', 'enforce', false])
})

test("a hook's own mode holds, the strictest of several", () => {
  hook(claudeSettings, claudeSettings.file(machine), { policies: [policy], mode: 'observe' })
  assert.deepEqual(live(), ['used', 'observe', true])
  hook(codexSettings, codexSettings.file(machine), { policies: [policy] })
  assert.deepEqual(live(), ['used', 'enforce', false])
})

test('hooks that settings switch off judge nothing', () => {
  hook(claudeSettings, claudeSettings.file(machine), { policies: [policy] })
  write(claudeSettings.file(machine, project), '{"disableAllHooks": true}')
  assert.deepEqual(live(), ['off', 'enforce', false])
  hook(codexSettings, codexSettings.file(machine), { policies: [policy], mode: 'observe' })
  assert.deepEqual(live(), ['used', 'observe', true])
})

test('a hook is awaited by the log that it names, until a session of its agent was seen', async () => {
  const database = path.join(home, 'state', 'audit.db')
  hook(claudeSettings, claudeSettings.file(machine), { policies: [policy], audit: database })
  const notSeen = async (log: string, seen: boolean) =>
    (await hookHealth(hooksIn([project], machine), log, async () => seen, machine)).notSeen
  assert.deepEqual(await notSeen(database, false), ['Claude Code'])
  assert.deepEqual(await notSeen(database, true), [])
  assert.deepEqual(await notSeen(path.join(home, 'other', 'audit.db'), false), [])
  hook(claudeSettings, claudeSettings.file(machine), {})
  assert.deepEqual(await notSeen(database, false), [], 'a hook for every workspace promises no session in this one')
})
