import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { switchedOff } from '../../../gate/settings/switched-off.ts'

const ours = '/home/me/.local/state/rehearsal/bin/rehearsal hook codex --audit /log.db'
const cases: readonly [what: string, file: string, text: string, said: RegExp | null][] = [
  ['nothing of it', 'home/.claude/settings.json', '{"hooks": {}}', null],
  [
    "Claude Code, in the user's settings",
    'home/.claude/settings.json',
    '{"disableAllHooks": true}',
    /keeps Claude Code/,
  ],
  ['Claude Code, in a project', 'project/.claude/settings.json', '{"disableAllHooks": true}', /keeps Claude Code/],
  [
    'Claude Code, in the local ones, with a comment',
    'project/.claude/settings.local.json',
    '{// off\n"disableAllHooks": true,}',
    /settings\.local\.json keeps Claude Code/,
  ],
  ['Claude Code, said to be on', 'project/.claude/settings.json', '{"disableAllHooks": false}', null],
  ['Gemini CLI', 'home/.gemini/settings.json', '{"hooksConfig": {"enabled": false}}', /keeps Gemini CLI/],
  [
    'Gemini CLI, by our name',
    'project/.gemini/settings.json',
    '{"hooksConfig": {"disabled": ["rehearsal"]}}',
    /keeps Gemini CLI/,
  ],
  ['Gemini CLI, by another name', 'home/.gemini/settings.json', '{"hooksConfig": {"disabled": ["x"]}}', null],
  ['Codex', 'home/.codex/config.toml', 'model = "m"\n[features]\nhooks = false # no\n[x]\n', /keeps Codex/],
  ['Codex, at the end', 'home/.codex/config.toml', '[features]\nweb = true\nhooks=false', /keeps Codex/],
  ['Codex, in one line', 'home/.codex/config.toml', 'features.hooks = false\n', /keeps Codex/],
  ['Codex, an older word', 'home/.codex/config.toml', '[features]\ncodex_hooks = false\n', /keeps Codex/],
  ['Codex, of another table', 'home/.codex/config.toml', '[features]\nweb = true\n[other]\nhooks = false\n', null],
  ['Codex, said to be on', 'home/.codex/config.toml', '[features]\nhooks = true\n', null],
  [
    'Codex, ours in config.toml',
    'home/.codex/config.toml',
    `[[hooks.PreToolUse]]\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = ${JSON.stringify(ours)}\n`,
    /holds a hook of Rehearsal too/,
  ],
  [
    "Codex, another's in config.toml",
    'home/.codex/config.toml',
    "[[hooks.PreToolUse]]\nhooks = [{command = 'lint'}]\n",
    null,
  ],
]
for (const [what, file, text, said] of cases) {
  test(`settings that keep hooks from running: ${what}`, () => {
    const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-off-')))
    try {
      const target = path.join(base, file)
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, text)
      const machine = { platform: process.platform, homedir: path.join(base, 'home'), env: {} }
      const found = switchedOff(machine, path.join(base, 'project'))
      if (said === null) assert.deepEqual(found, [])
      else {
        assert.equal(found.length, 1)
        assert.match(found[0] ?? '', said)
      }
    } finally {
      rmSync(base, { recursive: true, force: true })
    }
  })
}
