/** Builds the extension and packs it into dist/rehearsal.vsix; ends with a sentence when something is in it that should not be. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { unwanted } from './vsix-contents.mjs'

const root = dirname(import.meta.dirname)
const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce')
const vsix = join(root, 'dist', 'rehearsal.vsix')

run('scripts/build.mjs')
const problems = unwanted(listed())
if (problems.length > 0) fail(problems.join('\n'))

mkdirSync(join(root, 'dist'), { recursive: true })
const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix]
if (!existsSync(join(root, 'LICENSE'))) flags.push('--skip-license')
run(vsce, 'package', ...flags)

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) fail(`${args[0]} ended with ${status}`)
}

function listed() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, 'ls', '--no-dependencies'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) fail(stderr)
  return stdout.split('\n').filter((line) => line.trim() !== '')
}

function fail(words) {
  console.error(words)
  process.exit(1)
}
