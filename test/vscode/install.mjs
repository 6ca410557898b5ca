/**
 * Installs a real VS Code (code-server) into this folder, once.
 * Scripts of its dependencies are skipped (one of them needs a system library that loopback use does not);
 * the five native modules that it does need are then built one by one.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nestedNpm } from '../../scripts/nested-npm.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const codeServer = join(here, 'node_modules', 'code-server')
const vscode = join(codeServer, 'lib', 'vscode')
const marker = join(here, 'node_modules', '.installed')
const wanted = readFileSync(join(here, 'package.json'), 'utf8')

/** The program that starts code-server once `ensureCodeServer` has returned true. */
export const codeServerEntry = join(codeServer, 'out', 'node', 'entry.js')

/** True when this folder holds a finished install of exactly the wanted versions. */
export function codeServerInstalled() {
  return existsSync(codeServerEntry) && existsSync(marker) && readFileSync(marker, 'utf8') === wanted
}

/** What the install needs and this machine lacks, as program names; empty when nothing is missing. */
export function missingBuildTools() {
  return ['make', 'g++', 'python3'].filter(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined,
  )
}

/** Installs code-server unless it stands already; returns false, with npm's own words on stderr, when a step fails. */
export function ensureCodeServer(say = console.log) {
  if (codeServerInstalled()) return true
  const steps = [
    ['code-server from npm', here, ['install', '--ignore-scripts', '--no-save']],
    ["VS Code's own modules", vscode, ['install', '--ignore-scripts', '--omit=dev']],
    ["its extensions' modules", join(vscode, 'extensions'), ['install', '--ignore-scripts', '--omit=dev']],
    [
      'native modules (a minute or two)',
      vscode,
      ['rebuild', '@vscode/spdlog', 'node-pty', '@vscode/native-watchdog', '@vscode/sqlite3', '@parcel/watcher'],
    ],
    ['password hashing', codeServer, ['rebuild', 'argon2']],
  ]
  for (const [index, [what, cwd, args]] of steps.entries()) {
    say(`  code-server ${index + 1}/${steps.length}: ${what}`)
    if (!nestedNpm(args, cwd)) {
      say(`  failed: npm ${args.join(' ')}`)
      return false
    }
  }
  writeFileSync(marker, wanted)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = ensureCodeServer() ? 0 : 1
}
