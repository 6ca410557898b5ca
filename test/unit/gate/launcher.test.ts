import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { type LauncherTarget, posixLauncher, windowsLauncher } from '../../../gate/launcher-text.ts'

const skip = process.platform === 'win32'
const base = mkdtempSync(path.join(tmpdir(), "rehearsal it's "))
afterTests(() => rmSync(base, { recursive: true, force: true }))

const audit = path.join(base, 'audit.db')
const script = (name: string, text: string): string => {
  const file = path.join(base, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text, { mode: 0o700 })
  return file
}

/** Runs the launcher in front of a command line of one statement. */
function launched(statement: string, args: readonly string[], change: Partial<LauncherTarget> = {}) {
  const cli = script('cli.cjs', statement)
  const launcher = script('rehearsal', posixLauncher({ node: process.execPath, electron: false, cli, ...change }))
  const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` }
  const { status, stdout, stderr } = spawnSync(launcher, args, { encoding: 'utf8', input: 'payload', env })
  return { status, stdout, stderr }
}

const hook = ['hook', 'claude', '--audit', audit]
const remembered = (enforcing: boolean) => {
  script('audit.policies/one.json', JSON.stringify({ file: '/a', enforcing: false }))
  script('audit.policies/two.json', JSON.stringify({ file: '/b', enforcing, since: 'x' }))
}

const ends: Record<string, string> = {
  'exit 1': 'process.exit(1)',
  'a crash': 'throw new Error("x")',
  'a signal': 'process.kill(process.pid, "SIGKILL")',
}

for (const [how, statement] of Object.entries(ends)) {
  test(`a hook that ends by ${how} stops the call where a policy enforces, else not`, { skip }, () => {
    remembered(true)
    const strict = launched(statement, hook)
    assert.equal(strict.status, 2)
    assert.match(strict.stderr, /Blocked by Rehearsal: its hook ended with code \d+, and a policy here enforces/)
    remembered(false)
    assert.equal(launched(statement, hook).status, 0)
  })
}

test('the mode of the command line beats what is remembered', { skip }, () => {
  remembered(true)
  assert.equal(launched('process.exit(1)', [...hook, '--enforcement-mode', 'observe']).status, 0)
  remembered(false)
  assert.equal(launched('process.exit(1)', [...hook, '--enforcement-mode', 'enforce']).status, 2)
})

test('without a Node or a command line it is the same', { skip }, () => {
  remembered(true)
  const gone = { cli: path.join(base, 'nowhere.cjs') }
  assert.equal(launched('', hook, gone).status, 2)
  remembered(false)
  assert.equal(launched('', hook, gone).status, 0)
  rmSync(path.join(base, 'audit.policies'), { recursive: true })
  assert.equal(launched('', hook, gone).status, 0)
})

test('an agent that is only observed is never stopped', { skip }, () => {
  remembered(true)
  assert.equal(launched('process.exit(1)', ['hook', 'cursor', '--audit', audit]).status, 0)
})

test('answers pass through as they are, with their payload and exit codes', { skip }, () => {
  const echo = 'process.stdout.write(require("fs").readFileSync(0, "utf8") + process.argv.slice(2).join()); '
  assert.deepEqual(launched(echo, hook), { status: 0, stdout: `payload${hook.join()}`, stderr: '' })
  assert.equal(launched('process.exit(2)', hook).status, 2)
  assert.equal(launched('process.exit(7)', ['doctor']).status, 7)
})

test('a Node that is gone is replaced by the one on the PATH', { skip }, () => {
  assert.equal(launched('process.exit(2)', hook, { node: path.join(base, 'no-node') }).status, 2)
})

test('after an update of the extension its new folder is found', { skip }, () => {
  script('extensions/some.rehearsal-1.2.4/dist/cli.cjs', 'process.stdout.write("new")')
  const cli = path.join(base, 'extensions', 'some.rehearsal-1.2.3', 'dist', 'cli.cjs')
  assert.equal(launched('', hook, { cli }).stdout, 'new')
})

test('on Windows every path is quoted', () => {
  const text = windowsLauncher({ node: 'C:\\Program Files\\node.exe', electron: true, cli: 'C:\\a b\\cli.cjs' })
  assert.match(text, /set "cli=C:\\a b\\cli\.cjs"\r\n/)
  assert.match(text, /ELECTRON_RUN_AS_NODE=1/)
})
