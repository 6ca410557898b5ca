/** `npm test`: everything, fast parts first; closes with `N passed, N failed`. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'

const shared = '../shared/conformance'
/** Every test file is a process of its own; what one of them stripped of types and compiled the next one finds here. */
const compileCache = resolve('node_modules', '.cache', 'unit-tests')
const tally = { passed: 0, failed: 0 }

part('formatting and lint', 'npx', ['biome', 'check', '--error-on-warnings', '.'])
part('floors', 'npm', ['run', '-s', 'lint:floors'])
part('generated validators', process.execPath, ['scripts/generate-validators.mjs'])
part('types', 'npx', ['tsc', '-p', '.'])
part('build', process.execPath, ['scripts/build.mjs'])
suite('unit tests', globSync('test/unit/**/*.test.ts'), { NODE_COMPILE_CACHE: compileCache }, availableParallelism())
if (existsSync(shared)) {
  part('conformance', process.execPath, ['test/conformance/main.ts', ...globSync(`${shared}/*.jsonl.gz`)])
} else {
  console.log('\nconformance: skipped, the vectors are not beside this checkout')
}
suite('whole processes', globSync('test/process/**/*.test.ts'))
part('package', process.execPath, ['scripts/package.mjs'])
counted('a real VS Code', ['test/vscode/run.ts'])
suite('real MCP servers', globSync('test/mcp/*.test.ts'))
suite('real agents', globSync('test/agents/*.test.ts'))

console.log(`\n${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 ? 0 : 1

function part(name, program, args) {
  const { status, seconds } = timed(name, () => spawnSync(program, args, { stdio: 'inherit' }))
  count(status === 0 ? 1 : 0, status === 0 ? 0 : 1, name, seconds)
}

/** `atOnce`: so many files at a time; those with real agents, servers and editors get the machine for themselves. */
function suite(name, files, env = {}, atOnce = 1) {
  const flags = ['--test', '--test-reporter=spec', '--test-timeout=180000', `--test-concurrency=${atOnce}`]
  if (files.length > 0) counted(name, [...flags, ...files.sort()], env)
}

function counted(name, args, more = {}) {
  const env = { ...process.env, ...more }
  const options = { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28, encoding: 'utf8', env }
  const { status, stdout, seconds } = timed(name, () => spawnSync(process.execPath, args, options))
  const numbers = (word) =>
    [...stdout.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, 'gm'))].reduce((sum, [, n]) => sum + Number(n), 0)
  const failed = Math.max(numbers('fail') + numbers('cancelled'), status === 0 ? 0 : 1)
  if (failed > 0 || numbers('pass') === 0) process.stdout.write(stdout)
  count(numbers('pass'), failed, name, seconds)
}

function timed(name, work) {
  console.log(`\n— ${name}`)
  const start = Date.now()
  return { ...work(), seconds: Math.round((Date.now() - start) / 100) / 10 }
}

function count(passed, failed, name, seconds) {
  tally.passed += passed
  tally.failed += failed
  console.log(`  ${name}: ${passed} passed, ${failed} failed (${seconds} s)`)
}
