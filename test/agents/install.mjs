/**
 * Installs a real command-line agent into `installed/NAME`, once, in the version that package.json pins:
 * `node test/agents/install.mjs [claude|codex|gemini]…`. Scripts of dependencies are not run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment, nestedNpm } from '../../scripts/nested-npm.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const pinned = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies

/** Per agent: its package, what is run inside it after the install, and its program (a script when it ends in .js). */
const agents = {
  claude: { name: '@anthropic-ai/claude-code', afterwards: 'install.cjs', program: 'bin/claude.exe' },
  codex: { name: '@openai/codex', program: 'bin/codex.js' },
  gemini: { name: '@google/gemini-cli', program: 'bundle/gemini.js' },
}

/**
 * The command line that starts an agent, as program and first arguments, after installing it when needed;
 * undefined, with npm's own words on stderr, when it cannot be installed.
 */
export function ensureAgent(agent, say = console.error) {
  const { name, afterwards, program } = agents[agent]
  const folder = join(here, 'installed', agent)
  const installed = join(folder, 'node_modules', name)
  const command = join(installed, program)
  const marker = join(folder, 'version')
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== pinned[name]) {
    say(`  installing ${name}@${pinned[name]}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
    const flags = ['--ignore-scripts', '--include=optional']
    if (!nestedNpm(['install', ...flags, `${name}@${pinned[name]}`], folder)) return undefined
    if (afterwards && !runScript(afterwards, installed)) return undefined
    if (!existsSync(command)) return undefined
    writeFileSync(marker, pinned[name])
  }
  return command.endsWith('.js') ? [process.execPath, command] : [command]
}

function runScript(script, cwd) {
  const options = { cwd, env: environment(), stdio: ['ignore', 'ignore', 'inherit'] }
  return spawnSync(process.execPath, [script], options).status === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(agents)
  process.exitCode = wanted.every((agent) => ensureAgent(agent) !== undefined) ? 0 : 1
}
