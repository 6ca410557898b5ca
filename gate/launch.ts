import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'
import type { Machine } from '../audit/place.ts'
import type { Mode } from '../evaluator/effect.ts'
import { discoverPolicies } from './discover.ts'
import { recall } from './memory.ts'
import { type GatePlace, gatePlace } from './place.ts'
import { anyEnforces, loadPolicies } from './policies.ts'
import { claudeCommand, withClaudeHooks } from './settings/claude.ts'

export interface LaunchOptions {
  readonly launcher: readonly string[]
  readonly machine: Machine
  /** The project that the agent is started in. */
  readonly folder: string
  /** Absolute; none means those that are found in the project. */
  readonly policies: readonly string[]
  readonly audit?: string
  readonly mode?: Mode
  /** What the agent's own command line gets. */
  readonly args: readonly string[]
}

/** A start of Claude Code that has been worked out but not made. */
export interface Launch {
  readonly program: string
  /** Of the agent; the settings file comes in front of them. */
  readonly args: readonly string[]
  /** What the child's environment gets beside ours. */
  readonly env: Readonly<Record<string, string>>
  readonly place: GatePlace
  readonly policies: readonly string[]
  /** True when nothing that is judged will be stopped. */
  readonly observing: boolean
  /** The text of the temporary settings file; `tally` is where the hooks count. */
  readonly settings: (tally: string) => string
}

/** What the hooks counted. */
export interface Tally {
  readonly judged: number
  readonly wouldBlock: number
  readonly blocked: number
}

/** How Claude Code would be started; a sentence when it cannot be. */
export function planLaunch(options: LaunchOptions): Launch | string {
  const { launcher, machine, folder, mode } = options
  const place = gatePlace(options.audit, folder, machine)
  const policies = options.policies.length > 0 ? options.policies : discoverPolicies(folder)
  const own = ownSettings(options.args)
  if (typeof own === 'string') return own
  const withMode = mode === undefined ? {} : { mode }
  const settings = (tally: string) => {
    return withClaudeHooks(own.text, claudeCommand({ launcher, policies, audit: place.database, tally, ...withMode }))
  }
  if (settings('') === null) return 'The settings given by --settings are not a JSON object.'
  const loaded = loadPolicies(policies, (file) => recall(place.policies, file))
  return {
    program: 'claude',
    args: own.args,
    env: mode === undefined ? {} : { AA_ENFORCEMENT_MODE: mode },
    place,
    policies,
    observing: policies.length > 0 && !anyEnforces(loaded, mode),
    settings: (tally) => settings(tally) ?? '',
  }
}

/** Starts it, with this process's own terminal, and waits for its end; a sentence when it cannot be started. */
export async function launch({
  program,
  args,
  env,
  settings,
}: Launch): Promise<{ exitCode: number; tally: Tally } | string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-run-'))
  const [file, tally] = [path.join(folder, 'settings.json'), path.join(folder, 'calls.jsonl')]
  try {
    chmodSync(folder, 0o700)
    writeFileSync(file, settings(tally), { mode: 0o600 })
    const exitCode = await runChild(program, ['--settings', file, ...args], env)
    return typeof exitCode === 'string' ? exitCode : { exitCode, tally: readTally(tally) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The settings that the agent's own arguments name, which ours are laid over, and the arguments without them. */
function ownSettings(args: readonly string[]): { text: string; args: readonly string[] } | string {
  const at = args.findIndex((arg) => arg === '--settings' || arg.startsWith('--settings='))
  if (at < 0) return { text: '', args }
  const joined = args[at]?.startsWith('--settings=')
  const value = joined ? args[at]?.slice('--settings='.length) : args[at + 1]
  const rest = args.toSpliced(at, joined ? 1 : 2)
  if (value === undefined) return '--settings takes a file or a JSON text.'
  if (value.trim().startsWith('{')) return { text: value, args: rest }
  try {
    return { text: readFileSync(value, 'utf8'), args: rest }
  } catch {
    return `The settings file ${value} cannot be read.`
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
