import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, beforeEach, test } from 'node:test'
import { before, buildCommandLine, makePlace, type Place, sandboxPolicy } from '../gate/place.ts'

const built = buildCommandLine()
const places: Place[] = []
let place: Place
beforeEach(() => {
  place = makePlace(built.cli)
  places.push(place)
})
afterTests(() => {
  built.remove()
  for (const each of places) each.remove()
})

const usages: readonly (readonly string[])[] = [
  ['nosuch'],
  ['audit'],
  ['audit', 'list', '--since', 'yesterday'],
  ['audit', 'list', '--limit', '0'],
  ['audit', 'list', '--limit', '1.5'],
  ['audit', 'list', '--format', 'xml'],
  ['init', 'claude', '--enforcement-mode', 'obesrve'],
  ['run', '--observe', '--enforcement-mode', 'enforce', 'claude'],
  ['run', '--enforcement-mode', 'sometimes', 'claude'],
  ['run', 'nobody'],
  ['run'],
]

for (const args of usages) {
  test(`wrong usage ends with 2 and a sentence: ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = place.run(...args)
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.notEqual(stderr, '')
  })
}

test('--help and --version are fine', () => {
  assert.equal(place.run('--help').status, 0)
  assert.match(place.run('--version').stdout, /^\d+\.\d+\.\d+\n$/)
  assert.match(place.run('hook', '--help').stdout, /--enforcement-mode/)
})

test('audit list: live events, or only the shadow events; the limit comes after the filter', () => {
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  for (const index of [1, 2, 3]) place.hook(before(`rm -rf ${index}`, `a${index}`), '--policy', policy)
  for (const index of [1, 2, 3, 4]) place.hook(before(`ls ${index}`, `b${index}`), '--policy', policy)
  assert.equal(place.list().length, 4)
  assert.equal(place.list('--dry-run-only').length, 3)
  const limited = place.list('--dry-run-only', '--limit', '2')
  assert.deepEqual(
    limited.map(({ args }) => args.command),
    ['rm -rf 3', 'rm -rf 2'],
  )
  assert.equal(place.list('--since', '1h').length, 4)
  assert.equal(place.list('--since', '2999-01-01').length, 0)
  const table = place.run('audit', 'list', '--dry-run-only', '--audit', place.audit)
  assert.equal(table.status, 0)
  assert.match(table.stdout, /rm -rf 3.*deny.*block-rm.*destroys the checkout/)
  assert.match(place.run('audit', 'list', '--limit', '1', '--audit', place.audit).stdout, /3 more/)
})

test('a log that is not there is no fault', () => {
  const { status, stdout, stderr } = place.run('audit', 'list', '--format', 'json')
  assert.deepEqual([status, JSON.parse(stdout)], [0, []])
  assert.match(stderr, /There is no audit log/)
})

test('audit verify: 0 for a whole chain, 1 with the place of the fault for an edited one', async () => {
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  for (const index of [1, 2, 3]) place.hook(before(`rm -rf ${index}`, `a${index}`), '--policy', policy)
  const whole = place.run('audit', 'verify', '--audit', place.audit, '--format', 'json')
  assert.equal(whole.status, 0, whole.stderr)
  assert.equal(JSON.parse(whole.stdout).fault, null)
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(place.audit)
  db.exec("UPDATE events SET verdict = 'allow' WHERE seq = 2")
  db.close()
  const broken = place.run('audit', 'verify', '--audit', place.audit)
  assert.equal(broken.status, 1)
  assert.match(broken.stdout, /broken at event 2/)
})

test('init shows the change, writes it once, and takes exactly it out again', () => {
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  const settings = path.join(place.home, '.claude', 'settings.json')
  const before =
    '{\n    // mine\n    "model": "opus",\n    "hooks": {\n        "PreToolUse": [\n            { "matcher": "Bash", "hooks": [{ "type": "command", "command": "mine" }] }\n        ]\n    }\n}\n'
  mkdirSync(path.dirname(settings))
  writeFileSync(settings, before)

  const shown = place.run('init', 'claude', '--policy', policy, '--dry-run')
  assert.equal(shown.status, 0, shown.stderr)
  assert.match(shown.stdout, /^\+.*PostToolUseFailure/m)
  assert.equal(readFileSync(settings, 'utf8'), before)

  assert.equal(place.run('init', 'claude', '--policy', policy, '--yes').status, 0)
  const written = readFileSync(settings, 'utf8')
  assert.match(written, /--policy '[^']*my project\/team\.policy\.yaml' --audit /)
  assert.doesNotMatch(written, /enforcement-mode/)
  assert.match(written, /\/\/ mine/)
  assert.equal(place.run('init', 'claude', '--policy', policy, '--yes').status, 0)
  assert.equal(readFileSync(settings, 'utf8'), written)

  const doctor = JSON.parse(place.run('doctor', '--format', 'json').stdout)
  assert.equal(doctor.hooks[0].events.length, 4)
  assert.equal(place.run('init', 'claude', '--remove', '--yes').status, 0)
  assert.equal(readFileSync(settings, 'utf8'), before)
})

test('init makes the settings file, and removes it with the hooks', () => {
  place.write('team.policy.yaml', sandboxPolicy('observe'))
  const settings = path.join(place.project, '.claude', 'settings.json')
  const made = place.run('init', 'claude', '--project', '--enforcement-mode', 'observe', '--format', 'json', '--yes')
  assert.equal(JSON.parse(made.stdout).changed, true)
  assert.match(readFileSync(settings, 'utf8'), /--enforcement-mode observe/)
  place.run('init', 'claude', '--project', '--remove', '--yes')
  assert.equal(existsSync(settings), false)
})

test('init without any policy writes nothing and says what to do', () => {
  const { status, stderr } = place.run('init', 'claude')
  assert.equal(status, 0)
  assert.match(stderr, /No policy was found in this project; name one with --policy/)
  assert.equal(existsSync(path.join(place.home, '.claude')), false)
})

test('run --dry-run shows the launch and starts nothing', () => {
  place.write('team.policy.yaml', sandboxPolicy('observe'))
  const { status, stdout, stderr } = place.run(
    'run',
    '--observe',
    '--dry-run',
    '--format',
    'json',
    'claude',
    '--',
    '-p',
    'go',
  )
  assert.deepEqual([status, stderr], [0, ''])
  const launch = JSON.parse(stdout)
  assert.deepEqual(launch.command, ['claude', '--settings', 'SETTINGS', '-p', 'go'])
  assert.deepEqual(launch.env, { AA_ENFORCEMENT_MODE: 'observe' })
  assert.equal(launch.observing, true)
})

test('run: a tool that is not there is one sentence', () => {
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  const { status, stderr } = place.run('run', 'claude')
  assert.equal(status, 127)
  assert.match(stderr, /claude was not found on the PATH/)
})

test('doctor finds the policy that no longer loads, and ends with 1', () => {
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  place.hook(before('ls'), '--policy', policy)
  assert.equal(place.run('doctor', '--audit', place.audit).status, 0)
  writeFileSync(policy, 'rules: [')
  const { status, stdout } = place.run('doctor', '--audit', place.audit)
  assert.equal(status, 1)
  assert.match(stdout, /team\.policy\.yaml.*It counts as enforce/)
})
