import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, makePlace, sandboxPolicy } from './place.ts'

/** A Node below 22 on this machine; undefined when there is none. */
function oldNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'))
  return folders
    .map((folder) => path.join(folder, 'node'))
    .find(
      (node) => existsSync(node) && /^v(18|20|21)\./.test(spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout ?? ''),
    )
}

const node = oldNode()
const skip = node === undefined
const built = buildCommandLine()
const place = makePlace(built.cli, node)
afterTests(() => {
  built.remove()
  place.remove()
})

test('an old Node judges, spools and answers; a newer one brings the events into the log', { skip }, () => {
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  const observed = place.hook(before('rm -rf x', 't1'), '--policy', policy)
  assert.deepEqual([observed.status, observed.stdout, observed.stderr], [0, '', ''])
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  assert.match(place.hook(before('rm -rf x', 't2'), '--policy', policy).stdout, /destroys the checkout/)
  assert.equal(existsSync(place.audit), false)
  const spooled = () => readdirSync(place.audit.replace(/\.db$/, '.spool')).map((name) => path.extname(name))
  assert.deepEqual(spooled().toSorted(), ['.jsonl', '.jsonl', '.texts', '.texts'])

  const list = [built.cli, 'audit', 'list', '--audit', place.audit, '--format', 'json']
  const newer = (...args: string[]) =>
    JSON.parse(spawnSync(process.execPath, [...list, ...args], { encoding: 'utf8' }).stdout)
  assert.equal(newer('--dry-run-only').length, 1)
  assert.equal(newer().length, 1)
  assert.equal(newer('--kind', 'policy_changed').length, 1)
  assert.deepEqual(spooled(), [])
})

test('every other command says in one sentence which Node it needs', { skip }, () => {
  for (const args of [['audit', 'list'], ['doctor'], ['--help'], []]) {
    const { status, stdout, stderr } = place.run(...args)
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /^rehearsal needs Node 22 or later, and this is Node [\d.]+\.\n$/)
  }
})

test('in a checkout the Node that it brings along takes over, with its exit code', { skip }, (t) => {
  const checkout = mkdtempSync(path.join(tmpdir(), 'rehearsal-checkout-'))
  t.after(() => rmSync(checkout, { recursive: true, force: true }))
  cpSync(path.dirname(built.cli), path.join(checkout, 'dist'), { recursive: true })
  mkdirSync(path.join(checkout, 'node_modules', 'node', 'bin'), { recursive: true })
  symlinkSync(process.execPath, path.join(checkout, 'node_modules', 'node', 'bin', 'node'))
  const run = (...args: string[]) =>
    spawnSync(node as string, [path.join(checkout, 'dist', 'cli.cjs'), ...args], { encoding: 'utf8' })
  const helped = run('--help')
  assert.deepEqual([helped.status, helped.stderr], [0, ''])
  assert.match(helped.stdout, /^Usage: rehearsal /)
  assert.equal(run('check').status, 2)
})
