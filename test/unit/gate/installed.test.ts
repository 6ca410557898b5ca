import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import type { Machine } from '../../../audit/place.ts'
import { claudeSettings } from '../../../gate/settings/agents.ts'
import { withHooks } from '../../../gate/settings/hooks.ts'
import { changedSettings, noteInstalled } from '../../../gate/settings/installed.ts'

let folder: string
let machine: Machine
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-notes-'))
  machine = { platform: process.platform, homedir: folder, env: { XDG_STATE_HOME: path.join(folder, 'state') } }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A project's settings with our hooks, as `init` leaves them. */
function installed(...project: string[]): string {
  const file = claudeSettings.file(machine, path.join(folder, ...project))
  mkdirSync(path.dirname(file), { recursive: true })
  const command = "'/r/bin/rehearsal' hook claude --audit /a.db"
  writeFileSync(file, withHooks(claudeSettings, '', command) as string)
  noteInstalled(claudeSettings, file, machine)
  return file
}

test('projects whose paths end alike are told apart', () => {
  const tail = ['packages', 'a-service-with-a-long-name', 'and-another-folder-with-a-long-name', 'checkout']
  const [one, two] = [installed('one', ...tail), installed('two', ...tail)]
  assert.deepEqual(changedSettings(machine), [])
  rmSync(one)
  assert.deepEqual(
    changedSettings(machine).map((each) => each.includes(one)),
    [true],
  )
  rmSync(two)
  assert.equal(changedSettings(machine).length, 2)
})

test('a file has one note, whatever name an older version gave it; one that cannot be read hides no other', () => {
  const file = installed('one')
  const notes = path.join(folder, 'state', 'rehearsal', 'installed')
  const [name = ''] = readdirSync(notes)
  renameSync(path.join(notes, name), path.join(notes, 'claude-older.json'))
  noteInstalled(claudeSettings, file, machine)
  assert.deepEqual(readdirSync(notes), [name])
  writeFileSync(path.join(notes, 'broken.json'), '{')
  writeFileSync(path.join(notes, 'odd.json'), 'null')
  rmSync(file)
  assert.equal(changedSettings(machine).length, 1)
  noteInstalled(claudeSettings, file, machine)
  assert.deepEqual(changedSettings(machine), [])
})
