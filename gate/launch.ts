import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'
import { ensureFolder } from '../audit/place.ts'
import type { Launch } from './launch-plan.ts'

/** What the hooks counted. */
export interface Tally {
  readonly judged: number
  readonly wouldBlock: number
  readonly blocked: number
}

/** Starts it, with this process's own terminal, and waits for its end; a sentence when it cannot be started. */
export async function launch(plan: Launch): Promise<{ exitCode: number; tally: Tally } | string> {
  const { program, args, env, settings, pass, variable, within } = plan
  if (within !== undefined) ensureFolder(within, true)
  const folder = mkdtempSync(path.join(within ?? tmpdir(), 'rehearsal-run-'))
  const [file, tally] = [path.join(folder, 'settings.json'), path.join(folder, 'calls.jsonl')]
  try {
    chmodSync(folder, 0o700)
    if (settings !== undefined) writeFileSync(file, settings(tally), { mode: 0o600 })
    const named = variable === undefined ? env : { ...env, [variable]: file }
    const exitCode = await runChild(program, [...(pass?.(file) ?? []), ...args], named)
    return typeof exitCode === 'string' ? exitCode : { exitCode, tally: readTally(tally) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runChild(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number | string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    // A terminal sends Ctrl+C to both; the agent decides what it means, and we end when it does.
    const passOn = (signal: NodeJS.Signals) => void child.kill(signal)
    const stay = () => {}
    process.on('SIGINT', stay)
    process.on('SIGTERM', passOn)
    process.on('SIGHUP', passOn)
    const ended = (outcome: number | string) => {
      process.off('SIGINT', stay)
      process.off('SIGTERM', passOn)
      process.off('SIGHUP', passOn)
      resolve(outcome)
    }
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      ended(missing ? `${program} was not found on the PATH.` : `${program} could not be started (${error.message}).`)
    })
    child.on('exit', (code, signal) => ended(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

function readTally(file: string): Tally {
  const sum = { judged: 0, wouldBlock: 0, blocked: 0 }
  try {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue
      const { judged, wouldBlock, blocked } = JSON.parse(line) as Record<keyof Tally, boolean>
      if (!judged) continue
      sum.judged++
      if (wouldBlock) sum.wouldBlock++
      if (blocked) sum.blocked++
    }
  } catch {
    // No call was judged, or the agent took the file away: the log has them all the same.
  }
  return sum
}
