import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Runs the same command line with the Node that a checkout brings along, whose signals and end become this process's own;
 * false where there is none. `bundles`: the folder of the command line.
 */
export function runWithOwnNode(bundles: string, argv: readonly string[]): boolean {
  const node = join(bundles, '..', 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(node)) return false
  const child = spawn(node, argv, { stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  child.once('error', ({ message }) => {
    console.error(`rehearsal: ${node} does not run: ${message}`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    for (const each of signals) process.off(each, forward)
    if (signal === null) process.exitCode = code ?? 1
    else process.kill(process.pid, signal)
  })
  return true
}
