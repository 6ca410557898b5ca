import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, type Ended, makePlace, type Place } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

const child = 'extends: policies/base.yaml\nallow: [shell.execute]\n'
const denyRm = 'deny: [{capability: shell.execute, contains: rm -rf}]\n'
const nothing = { stdout: '', stderr: '', status: 0 }

/** A repository with a policy whose parent denies `rm -rf`. */
function repository(files: Readonly<Record<string, string>> = {}): { place: Place; policy: string } {
  const place = makePlace(built.cli)
  places.push(place)
  execFileSync('git', ['init', '-q', place.project])
  place.write('policies/base.yaml', denyRm)
  for (const [name, text] of Object.entries(files)) place.write(name, text)
  return { place, policy: place.write('policies/team.yaml', child) }
}

const ended = ({ stdout, stderr, status }: Ended) => ({ stdout, stderr, status })
const denies = ({ stdout }: Ended, why: RegExp) => assert.match(stdout, why)

/** Counts the hook processes that read a policy's text, which a compiled form spares. */
function readsText(place: Place, payload: unknown, ...args: string[]): boolean {
  const guard = place.write(
    'guard.cjs',
    `const fs = require('node:fs'); const read = fs.readFileSync
fs.readFileSync = (file, ...rest) => {
  if (String(file).endsWith('policies.cjs')) fs.writeFileSync(${JSON.stringify(path.join(place.home, 'read'))}, '')
  return read(file, ...rest)
}
`,
  )
  const mark = path.join(place.home, 'read')
  rmSync(mark, { force: true })
  place.env.NODE_OPTIONS = `--require "${guard}"`
  place.hook(payload, ...args)
  delete place.env.NODE_OPTIONS
  return globSync(mark).length > 0
}

test('a rule of a parent decides, wherever the agent stands', () => {
  const { place, policy } = repository()
  denies(place.hook(before('rm -rf x', 'a'), '--policy', policy), /policies\/base\.yaml:deny\[0\]/)
  denies(place.hook({ ...before('rm -rf x', 'b'), cwd: '/' }, '--policy', policy), /policies\/base\.yaml:deny\[0\]/)
  assert.deepEqual(ended(place.hook(before('ls', 'c'), '--policy', policy)), nothing)
})

test('a parent that changes is noticed by the form that was kept, and is a change of the policy', () => {
  const { place, policy } = repository()
  const [first, ls] = [before('curl x', 'a'), before('ls', 'b')]
  assert.deepEqual(ended(place.hook(first, '--policy', policy)), nothing)
  assert.equal(readsText(place, ls, '--policy', policy), false)
  place.write('policies/base.yaml', 'deny: [{capability: shell.execute, contains: curl}]\n')
  denies(place.hook(before('curl x', 'c'), '--policy', policy), /policies\/base\.yaml:deny\[0\]/)
  assert.equal(readsText(place, ls, '--policy', policy), false)
  assert.equal(place.list('--kind', 'policy_changed').length, 1)
})

for (const [what, lose] of [
  ['is gone', (place: Place) => rmSync(path.join(place.project, 'policies/base.yaml'))],
  ['is broken', (place: Place) => place.write('policies/base.yaml', 'deny: [')],
  ['is a pipe', (place: Place) => become(place, (file) => execFileSync('mkfifo', [file]))],
  ['is a device without an end', (place: Place) => become(place, (file) => symlinkSync('/dev/zero', file))],
  ['extends its own child', (place: Place) => place.write('policies/base.yaml', 'extends: policies/team.yaml\n')],
] as const) {
  test(`a parent that ${what}: who enforced denies, who observes goes on`, () => {
    const { place, policy } = repository()
    const observe = ['--policy', policy, '--enforcement-mode', 'observe']
    place.hook(before('ls', 'a'), '--policy', policy)
    lose(place)
    const stopped = place.hook(before('ls', 'b'), '--policy', policy)
    denies(stopped, /"permissionDecision":"deny"/)
    denies(stopped, /does not load/)
    assert.deepEqual(ended(place.hook(before('ls', 'c'), ...observe)), nothing)
  })
}

function become(place: Place, make: (file: string) => unknown): void {
  const file = path.join(place.project, 'policies/base.yaml')
  rmSync(file)
  make(file)
}

test('a parent that comes back is the old policy again', () => {
  const { place, policy } = repository()
  place.hook(before('ls', 'a'), '--policy', policy)
  rmSync(path.join(place.project, 'policies/base.yaml'))
  denies(place.hook(before('ls', 'b'), '--policy', policy), /There is no policy/)
  place.write('policies/base.yaml', denyRm)
  assert.deepEqual(ended(place.hook(before('ls', 'c'), '--policy', policy)), nothing)
})

test('without a repository names begin in the project that holds the policy', () => {
  const place = makePlace(built.cli)
  places.push(place)
  place.write('policies/base.yaml', denyRm)
  const policy = place.write('policies/team.yaml', child)
  const here = { ...before('rm -rf x', 'a'), cwd: place.project }
  denies(place.hook(here, '--policy', policy), /policies\/base\.yaml:deny\[0\]/)
})

test('the texts of parents are kept with the policy', () => {
  const { place, policy } = repository()
  place.hook(before('ls', 'a'), '--policy', policy)
  const [row] = place.list()
  const kept = place.run('audit', 'policy', row.policy_digest, '--audit', place.audit)
  assert.match(kept.stdout, /contains: rm -rf/)
})
