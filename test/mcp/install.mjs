/** Installs real MCP servers and a real client into test/mcp/node_modules, once, in the versions that package.json pins. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nestedNpm } from '../../scripts/nested-npm.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))

/** The folder that the packages stand in, after installing them when needed; undefined when they cannot be installed. */
export function ensureMcp(say = console.error) {
  const wanted = Object.entries(dependencies)
  if (!wanted.every(([name, version]) => installed(name) === version)) {
    say('  installing MCP servers and client')
    if (!nestedNpm(['install', '--ignore-scripts', '--no-package-lock'], here)) return undefined
  }
  return join(here, 'node_modules', '@modelcontextprotocol')
}

function installed(name) {
  const file = join(here, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = ensureMcp() === undefined ? 1 : 0
