import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { start } from '../vscode/processes.ts'
import type { Model, ToolResult } from './model.ts'

/** What every agent is run with. */
export interface AgentOptions {
  /** The folder it works in. */
  readonly cwd: string
  /** A home of its own, made when missing; nothing of the user's is seen. */
  readonly home: string
  readonly prompt: string
  readonly model: Model
  /** Milliseconds until it is ended; 60,000 unless given. */
  readonly timeoutMs?: number
  /** Beside PATH, HOME and what the agent needs for its model. */
  readonly env?: Record<string, string>
  /** Further command-line arguments. */
  readonly args?: readonly string[]
}

/** How a run ended. */
export interface AgentRun {
  /** null when it was ended from outside. */
  readonly exitCode: number | null
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
  /** What the model was shown of each call. */
  readonly toolResults: ToolResult[]
}

/** Runs an agent's command line with an environment of just the given variables; all its processes end with it. */
export async function runAgent(
  command: readonly string[],
  env: Record<string, string>,
  options: AgentOptions,
): Promise<AgentRun> {
  mkdirSync(options.home, { recursive: true })
  const [program = '', ...args] = command
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')
  const run = start(program, args, {
    cwd: options.cwd,
    env: { PATH: path, HOME: options.home, LANG: 'C.UTF-8', TMPDIR: options.home, ...env, ...options.env },
  })
  const clock = new AbortController()
  const late = pause(options.timeoutMs ?? 60_000, 'late' as const, { signal: clock.signal }).catch(
    () => 'late' as const,
  )
  const outcome = await Promise.race([run.exited, late])
  clock.abort()
  await run.end()
  const timedOut = outcome === 'late'
  return {
    exitCode: timedOut ? null : outcome,
    timedOut,
    stdout: run.stdout(),
    stderr: run.stderr(),
    toolResults: options.model.toolResults(),
  }
}
