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

test('the types are found by a compiler', () => {
  const program = place.write(
    'use.mts',
    "import { openGate } from 'rehearsal'\nconst gate = await openGate({ enforcementMode: 'observe' })\nconst n: number = await gate.guard((a: number) => a, { tool: 't', args: (a) => ({ a }) })(1)\n// @ts-expect-error no such mode\nawait openGate({ enforcementMode: 'loud' })\nexport { n }\n",
  )
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024']
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, program], {
    cwd: place.folder,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout)
})
