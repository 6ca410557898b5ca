import { type ChildProcess, spawn } from 'node:child_process'
import { until } from './until.ts'

/** A program that was started as the leader of a process group of its own, so that all its children end with it. */
export interface Started {
  readonly pid: number
  /** Everything it wrote so far. */
  stdout(): string
  stderr(): string
  /** Exit code; null when a signal ended it or it could not be started (then `stderr` says why). */
  readonly exited: Promise<number | null>
  /** Ends the whole group: asks first, insists after two seconds; returns when none of it is left. */
  end(): Promise<void>
}

/** How a program is started: its environment is exactly `env`, nothing is inherited. */
export interface StartOptions {
  readonly cwd: string
  readonly env: Record<string, string>
  readonly stdin?: string
}

const running = new Set<number>()
let watching = false

/** Starts a program; it cannot outlive this process unless this process is killed outright. */
export function start(command: string, args: readonly string[], options: StartOptions): Started {
  watchForOurEnd()
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, detached: true, stdio: 'pipe' })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const pid = child.pid ?? -1
  if (pid > 0) running.add(pid)
  const exited = exitOf(child, (message) => stderr.push(message))
  return {
    pid,
    stdout: () => stdout.join(''),
    stderr: () => stderr.join(''),
    exited,
    end: () => endGroup(pid),
  }
}

function collect(stream: NodeJS.ReadableStream): string[] {
  const chunks: string[] = []
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => chunks.push(chunk))
  return chunks
}

function exitOf(child: ChildProcess, note: (message: string) => void): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', (code) => resolve(code))
    child.once('error', (error) => {
      note(error.message)
      resolve(null)
    })
  })
}

async function endGroup(pid: number): Promise<void> {
  if (pid <= 0) return
  signalGroup(pid, 'SIGTERM')
  await groupGone(pid, 2000).catch(() => {
    signalGroup(pid, 'SIGKILL')
    return groupGone(pid, 5000)
  })
  running.delete(pid)
}

const groupGone = (pid: number, within: number) =>
  until(
    `process group ${pid} to end`,
    () => (signalGroup(pid, 0) ? { seen: 'it still runs' } : { found: undefined }),
    within,
  )

/** False when the group has no process left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}

function watchForOurEnd(): void {
  if (watching) return
  watching = true
  process.once('exit', () => {
    for (const pid of running) signalGroup(pid, 'SIGKILL')
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(1))
  }
}
