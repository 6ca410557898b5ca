import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { makePlace, policyText } from './place.ts'

const root = path.join(import.meta.dirname, '..', '..', '..')
const place = makePlace()
after(() => place.remove())
const installed = path.join(place.folder, 'node_modules', 'rehearsal')
mkdirSync(installed, { recursive: true })
copyFileSync(path.join(root, 'package.json'), path.join(installed, 'package.json'))
const building = ['scripts/build.mjs', '--out', path.join(installed, 'dist'), 'sdk', 'hook', 'recorder']
const built = spawnSync(process.execPath, building, { cwd: root, encoding: 'utf8' })
assert.equal(built.status, 0, built.stderr)
place.write('team.policy.yaml', policyText('enforce'))

const work = `
const linear = () => { try { new RegExp('a', 'l'); return true } catch { return false } }
async function main() {
  const gate = await openGate({ audit: 'log/audit.db' })
  const denied = await gate.guard(() => 1, { tool: 'delete' })().catch((error) => error)
  console.log(JSON.stringify([denied instanceof CallDenied, denied.message, linear(), await gate.close()]))
}
main()
`
const ways = {
  'import.mjs': `import { CallDenied, openGate } from 'rehearsal'\n${work}`,
  'require.cjs': `const { CallDenied, openGate } = require('rehearsal')\n${work}`,
}
for (const [name, text] of Object.entries(ways)) {
  test(`the package works as it is installed, and leaves V8's flags alone: ${name}`, () => {
    const { stdout, stderr } = spawnSync(process.execPath, [place.write(name, text)], {
      cwd: place.folder,
      encoding: 'utf8',
    })
    assert.equal(stderr, '')
    assert.deepEqual(JSON.parse(stdout), [true, 'Blocked by team (no-delete): nothing is deleted', false, true])
  })
}

const program = `import { CallDenied, type Gate, openGate } from 'rehearsal'
export async function work(gate: Gate): Promise<number> {
  const twice = gate.guard((a: number) => 2 * a, { tool: 't', args: (a) => ({ a }) })
  const n: number = await twice(1).catch((error) => (error instanceof CallDenied ? error.result.decisions.length : 0))
  await openGate({ enforcementMode: 'observe' })
  // @ts-expect-error no such mode
  await openGate({ enforcementMode: 'loud' })
  return n
}
`
const projects: readonly (readonly [file: string, ...options: string[]])[] = [
  ['use.mts', '--module', 'nodenext'],
  ['use.cts', '--module', 'node16'],
  ['use.ts', '--module', 'esnext', '--moduleResolution', 'bundler'],
  ['use.ts', '--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'],
]
for (const [file, ...options] of projects) {
  test(`the types are found by a strict compiler: ${file} ${options.join(' ')}`, () => {
    const source = place.write(file, program)
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2024', ...options]
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...strict, source], {
      cwd: place.folder,
      encoding: 'utf8',
    })
    assert.equal(status, 0, stdout)
  })
}

test('a packed package holds what runs and what explains it, no sources and no tests', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const files: { readonly path: string }[] = JSON.parse(stdout)[0].files
  const tops = new Set(files.map(({ path: file }) => file.split('/')[0]))
  for (const top of ['dist', 'docs']) tops.delete(top)
  assert.deepEqual([...tops].sort(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  assert.deepEqual(
    files.filter(({ path: file }) => file.endsWith('.vsix')),
    [],
  )
})
