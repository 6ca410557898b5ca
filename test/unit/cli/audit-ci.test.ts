import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { type Place, sandboxPolicy } from '../gate/place.ts'
import { commandLine, root } from './audit-support.ts'

const built = commandLine()
let place: Place
beforeEach(() => {
  place = built.place()
})
after(() => built.remove())

/** The script as the page shows it. */
const [, script = ''] = /```bash\n([\s\S]*?)```/.exec(readFileSync(path.join(root, 'docs', 'ci.md'), 'utf8')) ?? []
const skip = process.platform === 'win32' || spawnSync('jq', ['--version']).status !== 0

/**
 * Stands for the agent: starts the hooks that its settings name, with the payloads that the agent sends, once for the
 * session and before and after each line of the prompt.
 */
const agent = `
const { execFileSync } = require('node:child_process')
const { readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const { hooks = {} } = JSON.parse(readFileSync(args[args.indexOf('--settings') + 1], 'utf8'))
const send = (name, more) => {
  for (const { hooks: commands } of hooks[name] ?? []) {
    for (const { command } of commands) {
      const payload = { session_id: 's', transcript_path: '/t', cwd: process.cwd(), permission_mode: 'default', hook_event_name: name, ...more }
      execFileSync('/bin/sh', ['-c', command], { input: JSON.stringify(payload) })
    }
  }
}
if (process.env.WITHOUT_HOOKS) process.exit()
send('SessionStart', { source: 'startup' })
for (const [index, command] of args.at(-1).split('\\n').entries()) {
  if (command === '') continue
  const call = { tool_name: 'Bash', tool_input: { command }, tool_use_id: 'toolu_' + index }
  send('PreToolUse', call)
  send('PostToolUse', { ...call, tool_response: { stdout: '', stderr: '', interrupted: false, isImage: false } })
}
`

function runScript(prompt: string, policy: string, env: Record<string, string> = {}): ReturnType<Place['run']> {
  const bin = path.join(place.home, 'bin')
  mkdirSync(bin)
  program(path.join(bin, 'rehearsal'), `#!/bin/sh\nexec "${process.execPath}" "${built.cli}" "$@"\n`)
  program(path.join(bin, 'claude'), `#!${process.execPath}\n${agent}`)
  place.write(path.join('policies', 'team.policy.yaml'), policy)
  const file = place.write('check.sh', script)
  return spawnSync('bash', [file], {
    cwd: place.project,
    env: {
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
      HOME: place.home,
      TMPDIR: place.home,
      PROMPT: prompt,
      ...env,
    },
    encoding: 'utf8',
  })
}

function program(file: string, text: string): void {
  writeFileSync(file, text)
  chmodSync(file, 0o755)
}

const policy = sandboxPolicy('enforce')

test('the page: calls that the policy lets through pass the check', { skip }, () => {
  const { status, stdout, stderr } = runScript('ls\ngit push', policy)
  assert.equal(status, 0, stderr)
  assert.match(stdout, /2 calls were judged, none would have been denied\.\n\d+:[0-9a-f]{64}\n$/)
})

test('the page: a call that would have been denied fails it, and is shown', { skip }, () => {
  const { status, stdout, stderr } = runScript('ls\nrm -rf build\nrm -rf dist', policy)
  assert.equal(status, 1)
  assert.match(stdout, /rm -rf dist.*block-rm/)
  assert.match(stderr, /would have denied 2 calls/)
})

const unseen: readonly [why: string, prompt: string, policy: string, env: Record<string, string>, said: RegExp][] = [
  ['the hook never ran', 'ls', policy, { WITHOUT_HOOKS: '1' }, /No session was seen/],
  ['no call was made', '', policy, {}, /No call was judged/],
  [
    'the policy does not load',
    'ls',
    'name: x\nenforcement_mode: observe\nrules: [',
    {},
    /errors (are in the log|were recorded)|No call was judged/,
  ],
]
for (const [why, prompt, text, env, said] of unseen) {
  test(`the page: no denial is no proof when ${why}`, { skip }, () => {
    const { status, stdout, stderr } = runScript(prompt, text, env)
    assert.equal(status, 1, stdout)
    assert.match(stderr, said)
  })
}
