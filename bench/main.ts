/** `npm run -s bench -- NAME`: runs one benchmark, beside its peer in the same run. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename } from 'node:path'

const folder = import.meta.dirname
const names = globSync('*.ts', { cwd: folder })
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'main')
const [name, ...args] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run -s bench -- ${names.join('|')}`)
  process.exit(2)
}
const flags = ['--expose-gc']
process.exitCode =
  spawnSync(process.execPath, [...flags, `${folder}/${name}.ts`, ...args], { stdio: 'inherit' }).status ?? 1
