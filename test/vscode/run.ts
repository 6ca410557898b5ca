/** Runs the tests that need a real VS Code, or says in one line why they were skipped: `node test/vscode/run.ts [WORD…]`. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './browser.ts'
import { codeServerInstalled, ensureCodeServer, missingBuildTools } from './install.mjs'

process.exitCode = main(process.argv.slice(2))

function main(words: readonly string[]): number {
  const lacking = whatIsLacking()
  if (lacking !== undefined) {
    const required = process.env.REHEARSAL_REQUIRE_VSCODE === '1'
    console.log(`${required ? 'failed' : 'skipped'}: the tests in a real VS Code. ${lacking}`)
    return required ? 1 : 0
  }
  const files = globSync(join(import.meta.dirname, '*.test.ts')).filter(
    (file) => words.length === 0 || words.some((word) => file.includes(word)),
  )
  if (files.length === 0) {
    console.error(`no test in a real VS Code matches ${words.join(' ')}`)
    return 1
  }
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...files.sort()], {
    stdio: 'inherit',
  })
  return status ?? 1
}

/** A sentence with the remedy when these tests cannot run here. */
function whatIsLacking(): string | undefined {
  if (Number.parseInt(process.versions.node, 10) < 24) {
    return `They need Node 24, this is ${process.versions.node}: start them through npm.`
  }
  if (findChromium() === undefined) {
    return 'They need Chromium: install the package chromium, or name one in CHROME_PATH.'
  }
  if (codeServerInstalled()) return undefined
  const tools = missingBuildTools()
  if (tools.length > 0) return `Building code-server needs ${tools.join(', ')}: install the package build-essential.`
  if (ensureCodeServer((line) => console.error(line))) return undefined
  return 'code-server could not be installed (npm says why above): node test/vscode/install.mjs tries again.'
}
