/** Runs the unit tests whose path holds one of the words given, or all of them. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'

const words = process.argv.slice(2)
const files = globSync('test/unit/**/*.test.ts').filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
)
if (files.length === 0) {
  console.error(`no unit test matches ${words.join(' ')}`)
  process.exit(1)
}
// The same cache as `npm test` has.
const env = { ...process.env, NODE_COMPILE_CACHE: resolve('node_modules', '.cache', 'unit-tests') }
const { status } = spawnSync(process.execPath, ['--test', ...files.sort()], { stdio: 'inherit', env })
process.exit(status ?? 1)
