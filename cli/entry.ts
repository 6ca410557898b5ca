#!/usr/bin/env node
import { keepCompiled } from './compile-cache.ts'

const oldestNode = 22
const [command, ...rest] = process.argv.slice(2)
const asksForHelp = rest.some((word) => word === '--help' || word === '-h')

if (command === 'hook' && !asksForHelp) {
  // An agent waits for the hook: nothing else may load before it.
  keepCompiled()
  void import('../gate/hook-entry.ts')
} else if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(`rehearsal needs Node ${oldestNode} or later, and this is Node ${process.versions.node}.`)
  process.exitCode = 1
} else {
  void import('./main.ts').then(({ main }) => main(process.argv))
}
