/** Installs public schemas into test/process/ci/node_modules, once, in the versions that package.json pins. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nestedNpm } from '../../../scripts/nested-npm.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))

/** The folder of the installed packages, after installing them when needed; undefined when they cannot be installed. */
export function ensureSchemas(say = console.error) {
  if (!Object.entries(dependencies).every(([name, version]) => installed(name) === version)) {
    say('  installing public schemas')
    if (!nestedNpm(['install', '--ignore-scripts', '--no-package-lock'], here)) return undefined
  }
  return join(here, 'node_modules')
}

function installed(name) {
  const file = join(here, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}
