#!/usr/bin/env node
import { homedir } from 'node:os'
import { KeptCode } from '../gate/kept-code.ts'
import { runWithOwnNode } from './newerNode.ts'

const oldestNode = 22
const [command, ...rest] = process.argv.slice(2)
const asksForHelp = rest.some((word) => word === '--help' || word === '-h')

if (command === 'hook' && !asksForHelp) {
  // An agent waits for the hook: nothing else may load before it.
  if (typeof __filename === 'string') runHookBundle()
  else void import('../gate/hook-entry.ts')
} else if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  if (typeof __dirname !== 'string' || !runWithOwnNode(__dirname, process.argv.slice(1))) {
    console.error(`rehearsal needs Node ${oldestNode} or later, and this is Node ${process.versions.node}.`)
    process.exitCode = 1
  }
} else {
  void import('./main.ts').then(({ main }) => main(process.argv))
}

/** No variable but the home's names the folder of the code, since a repository's settings can set those. */
function runHookBundle(): void {
  const bundles = new KeptCode(__dirname, `${homedir()}/.cache/rehearsal/code`, require)
  process.once('exit', () => bundles.keep(Date.now()))
  bundles.run('hook.cjs')
}
