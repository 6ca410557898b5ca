import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { buildSync } from 'esbuild'
import { temporaryFolder } from './support.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const binaries = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap((system) => [
  `${system}-arm64.node`,
  `${system}-x64.node`,
])

test('bundled, SQLite is found beside the bundle; under an old Node it is not loaded but explained', (t) => {
  const folder = temporaryFolder(t)
  const script = path.join(folder, 'script.ts')
  writeFileSync(
    script,
    `import { openStore } from '${root}/audit/store.ts'
     const opened = openStore(process.argv[2])
     console.log(opened.ok ? 'opened' : opened.error.code + ': ' + opened.error.message)`,
  )
  const built = path.join(folder, 'built')
  buildSync({
    entryPoints: [script],
    outdir: built,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    loader: { '.node': 'copy' },
    assetNames: '[name]',
    logLevel: 'error',
  })
  assert.deepEqual(readdirSync(built).sort(), [...binaries, 'script.js'].sort())
  const moved = path.join(folder, 'moved')
  mkdirSync(moved)
  for (const name of readdirSync(built)) copyFileSync(path.join(built, name), path.join(moved, name))
  const run = (node: string) =>
    spawnSync(node, [path.join(moved, 'script.js'), path.join(folder, 'audit.db')], { encoding: 'utf8', env: {} })
  assert.equal(run(process.execPath).stdout.trim(), 'opened')
  const old = ['/usr/bin/node', '/usr/local/bin/node'].find((node) => existsSync(node))
  const version = old && spawnSync(old, ['-p', 'process.versions.node'], { encoding: 'utf8', env: {} }).stdout
  if (old && Number.parseInt(version ?? '', 10) < 22)
    assert.match(run(old).stdout, /^node-too-old: The audit log needs Node 22 or later/)
  else t.diagnostic('no old Node here')
})
