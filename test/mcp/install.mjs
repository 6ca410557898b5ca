/** Installs real MCP servers and a real client into test/mcp/node_modules, once, in the versions that package.json pins. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))

/** The folder that the packages stand in, after installing them when needed; undefined when they cannot be installed. */
export function ensureMcp(say = console.error) {
  const wanted = Object.entries(dependencies)
  if (!wanted.every(([name, version]) => installed(name) === version)) {
    say('  installing MCP servers and client')
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
    const clean = Object.entries(process.env).filter(
      ([key]) => !key.startsWith('npm_') || key === 'npm_config_registry',
    )
    const env = { ...Object.fromEntries(clean), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) }
    const options = { cwd: here, env, stdio: ['ignore', 'ignore', 'inherit'] }
    if (spawnSync('npm', ['install', ...flags], options).status !== 0) return undefined
  }
  return join(here, 'node_modules', '@modelcontextprotocol')
}

function installed(name) {
  const file = join(here, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = ensureMcp() === undefined ? 1 : 0
