import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { takesSettingsFrom } from '../../gate/gemini/machine-settings.ts'
import { buildCommandLine } from '../unit/gate/place.ts'
import { start } from '../vscode/processes.ts'
import { absent, type GatedAgent, gatedAgents } from './gated.ts'
import { runGemini } from './gemini.ts'
import { ensureAgent } from './install.mjs'
import { startModel } from './model.ts'
import { makePlace } from './place.ts'

const built = buildCommandLine()
after(() => built.remove())
const gemini = gatedAgents.find(({ word }) => word === 'gemini') as GatedAgent
/** Gemini CLI takes settings for a session from root alone. */
const skip = absent(gemini) || process.getuid?.() !== 0
/** A folder that nobody else can write to, all the way up: a home below a shared folder is none. */
const secureBase = [homedir(), '/root', '/var/lib'].find(takesSettingsFrom)

const policy = `name: team
enforcement_mode: enforce
rules:
  - name: block-touch
    action: deny
    match: {command_pattern: touch forbidden}
`

for (const secure of [true, false]) {
  const what = secure
    ? 'judged in this session alone, its settings untouched'
    : 'sent to init where it would not take them'
  test(`run gemini without init is ${what}`, { skip: skip || (secure && secureBase === undefined) }, async () => {
    const place = makePlace()
    const state = secure
      ? mkdtempSync(path.join(secureBase ?? homedir(), '.rehearsal-test-'))
      : path.join(place.home, 'state')
    const model = await startModel(gemini.protocol, [gemini.step('touch forbidden'), { say: 'all done' }])
    try {
      await runGemini({ ...place, model, prompt: 'go', args: ['--help'] })
      writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy)
      const bin = path.join(place.home, 'bin')
      mkdirSync(bin)
      const words = (ensureAgent('gemini') ?? []).map((word) => `'${word}'`).join(' ')
      writeFileSync(path.join(bin, 'gemini'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 })
      const args = ['run', '--observe', 'gemini', '--', '-y', '-m', 'gemini-2.5-flash', '-p', 'go']
      const run = start(process.execPath, [built.cli, ...args], {
        cwd: place.cwd,
        env: {
          PATH: `${bin}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
          HOME: place.home,
          TMPDIR: place.home,
          XDG_STATE_HOME: state,
          GOOGLE_GEMINI_BASE_URL: model.url,
          GEMINI_API_KEY: 'scripted',
          GEMINI_CLI_TRUST_WORKSPACE: 'true',
        },
      })
      const status = await run.exited
      await run.end()
      if (secure) {
        assert.equal(status, 0, run.stderr())
        assert.match(run.stderr(), /1 call was judged, 1 would have been blocked, 0 were blocked/)
        assert.equal(existsSync(path.join(place.cwd, 'forbidden')), true)
        assert.deepEqual(readdirSync(path.join(state, 'rehearsal', 'sessions')), [], 'nothing of the session stays')
      } else {
        assert.equal(status, 2)
        assert.match(run.stderr(), /say `rehearsal init gemini/)
        assert.equal(existsSync(path.join(place.cwd, 'forbidden')), false)
      }
    } finally {
      await model.close()
      rmSync(state, { recursive: true, force: true })
      place.remove()
    }
  })
}
