import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Variables of an outer npm that say where to get packages; its others would make this one install into the outer folder. */
const kept = ['registry', 'globalconfig', 'userconfig', 'cafile', 'cache', 'nodedir'].map(
  (name) => `npm_config_${name}`,
)

/** Runs npm in a folder of its own, inside a script that npm runs; true when it succeeded. npm's complaints go to stderr. */
export function nestedNpm(args, cwd) {
  const flags = ['--no-audit', '--no-fund', '--loglevel=error']
  return (
    spawnSync('npm', [...args, ...flags], { cwd, env: environment(), stdio: ['ignore', 'ignore', 'inherit'] })
      .status === 0
  )
}

/** The environment for a nested install, with this Node before any other. */
export function environment() {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') || kept.includes(name))
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  return { ...nodeHeaders(), ...Object.fromEntries(clean), PATH: path }
}

/** Where a Node on this machine keeps its headers: what is compiled uses Node-API alone, so any release's will do. */
function nodeHeaders() {
  const prefix = ['/usr', '/usr/local', '/opt/homebrew'].find((at) =>
    existsSync(join(at, 'include', 'node', 'node_api.h')),
  )
  return prefix === undefined ? {} : { npm_config_nodedir: prefix }
}
