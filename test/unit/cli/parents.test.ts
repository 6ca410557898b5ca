import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-parents-cli-')))
after(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), text)
}

write('policies/base.yaml', 'deny: [{capability: shell.execute, contains: rm -rf}]\n')
write(
  'policies/team.yaml',
  'extends: policies/base.yaml\n# test: shell.execute {command: rm -rf x} => deny by policies/base.yaml:deny[0]\nallow: [shell.execute]\n',
)
write('policies/lost.yaml', 'extends: base.yaml\nallow: [shell.execute]\n')
write(
  'policies/team.test.yaml',
  'policy: team.yaml\ncases:\n  - {call: {tool: shell.execute, args: {command: ls}}, expect: allow}\n',
)
write(
  'suite/cases.yaml',
  'cases:\n  - policy: child.yaml\n    event: {capability: a.b, payload: {}}\n    expected: {verdict: deny}\n',
)
write('suite/child.yaml', 'extends: parent.yaml\nallow: [a.b]\n')
write('suite/parent.yaml', 'deny: [a.b]\n')

function rehearsal(args: readonly string[], cwd = folder) {
  const entry = path.join(import.meta.dirname, '..', '..', '..', 'cli', 'entry.ts')
  const options = { cwd, encoding: 'utf8' as const, timeout: 30_000 }
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], options)
  return { status, stdout, stderr }
}

const callOf = (policy: string, command: string) =>
  ['call', policy, '--tool', 'shell.execute', '--args', JSON.stringify({ command })] as const

test('call: a parent’s rule decides', () => {
  const { status, stdout } = rehearsal(callOf('policies/team.yaml', 'rm -rf /'))
  assert.equal(status, 1)
  assert.match(stdout, /rule: {4}policies\/base\.yaml:deny\[0\]/)
  assert.equal(rehearsal(callOf('policies/team.yaml', 'ls')).status, 0)
})

test('check: a parent that is there is no finding but that the folder counts', () => {
  const { status, stdout } = rehearsal(['check', 'policies/team.yaml'])
  assert.equal(status, 0)
  assert.doesNotMatch(stdout, /error/)
  assert.match(stdout, /it is taken to be `.*policies\/base\.yaml`\. \[capfence-extends-folder\]/)
})

test('check: one that is only beside the document is said as it is found', () => {
  const { status, stdout } = rehearsal(['check', 'policies/lost.yaml'])
  assert.equal(status, 1)
  assert.match(stdout, /1:10: error: There is no policy `base\.yaml` in `.*`, the working directory/)
  assert.match(stdout, /From there, the one beside it is `policies\/base\.yaml`\. \[capfence-file-not-found\]/)
})

test('the working directory decides, as with the engine', () => {
  assert.equal(rehearsal(['check', 'lost.yaml'], path.join(folder, 'policies')).status, 0)
  assert.equal(rehearsal(['check', 'team.yaml'], path.join(folder, 'policies')).status, 1)
})

test('test: cases beside rules, and test files, with the rules of parents covered', () => {
  const { status, stdout } = rehearsal(['test', 'policies/team.yaml', 'policies/team.test.yaml', '--coverage'])
  assert.equal(status, 0, stdout)
  assert.match(stdout, /2 passed/)
  assert.match(stdout, /policies\/base\.yaml/)
})

test('test: a suite of CapFence’s own finds parents beside itself', () => {
  const { status, stdout } = rehearsal(['test', 'suite/cases.yaml'])
  assert.equal(status, 0, stdout)
})

test('replay: recorded calls are judged with the parents', () => {
  const call = (command: string) => JSON.stringify({ capability: 'shell.execute', payload: { command } })
  write('trace.jsonl', ['{"capfence_replay_version": "1.0"}', call('rm -rf /'), call('ls')].join('\n'))
  const { stdout } = rehearsal(['replay', 'policies/team.yaml', '--audit', 'trace.jsonl'])
  assert.match(stdout, /would deny 1, would allow 1/)
})

for (const [what, make, says] of [
  ['a pipe', (file: string) => execFileSync('mkfifo', [file]), /a pipe or a device/],
  ['a device', (file: string) => symlinkSync('/dev/zero', file), /a pipe or a device/],
  ['a folder', (file: string) => mkdirSync(file), /is a folder/],
  ['a link to itself', (file: string) => symlinkSync(path.basename(file), file), /leads back to itself/],
  ['its own child', (file: string) => writeFileSync(file, 'extends: odd.yaml'), /never comes to an end/],
] as const) {
  test(`a parent that is ${what} ends in words`, { skip: process.platform === 'win32' }, () => {
    const file = path.join(folder, 'odd-parent.yaml')
    rmSync(file, { recursive: true, force: true })
    make(file)
    write('odd.yaml', 'extends: odd-parent.yaml\nallow: [shell.execute]\n')
    assert.match(rehearsal(['check', 'odd.yaml']).stdout, says)
    assert.notEqual(rehearsal(callOf('odd.yaml', 'ls')).status, 0)
  })
}
