import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { until } from './until.ts'

/** A program that was started with a mark in its environment, by which all that it starts is found and ended with it. */
export interface Started {
  readonly pid: number
  /** Everything it wrote so far. */
  stdout(): string
  stderr(): string
  /** Exit code; null when a signal ended it or it could not be started (then `stderr` says why). */
  readonly exited: Promise<number | null>
  /** Ends it and all that it started: asks first, insists after two seconds; returns when none of it is left. */
  end(): Promise<void>
}

/** How a program is started: its environment is `env` and the mark, nothing is inherited. */
export interface StartOptions {
  readonly cwd: string
  readonly env: Record<string, string>
  readonly stdin?: string
}

const MARK = 'REHEARSAL_TEST_MARK'
const running = new Map<string, number>()
let watching = false

/** Starts a program; it cannot outlive this process unless this process is killed outright. */
export function start(command: string, args: readonly string[], options: StartOptions): Started {
  watchForOurEnd()
  const mark = randomUUID()
  const env = { ...options.env, [MARK]: mark }
  const child = spawn(command, args, { cwd: options.cwd, env, detached: true, stdio: 'pipe' })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const pid = child.pid ?? -1
  if (pid > 0) running.set(mark, pid)
  const exited = exitOf(child, (message) => stderr.push(message))
  return {
    pid,
    stdout: () => stdout.join(''),
    stderr: () => stderr.join(''),
    exited,
    end: () => endAll(mark),
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

async function endAll(mark: string): Promise<void> {
  if (!running.has(mark)) return
  signalAll(mark, 'SIGTERM')
  await allGone(mark, 2000).catch(() => {
    signalAll(mark, 'SIGKILL')
    return allGone(mark, 5000)
  })
  running.delete(mark)
}

const allGone = (mark: string, within: number) =>
  until(
    `what ${running.get(mark)} started to end`,
    () => {
      const left = alive(mark)
      return left.length === 0 ? { found: undefined } : { seen: `${left.join(', ')} still there` }
    },
    within,
  )

/** Signals the program's group and every process that carries its mark. */
function signalAll(mark: string, signal: NodeJS.Signals): void {
  for (const pid of [...group(mark), ...marked(mark)]) signalled(pid, signal)
}

/** A group counts as alive while it holds ended processes that nobody asked about, so marks are better evidence. */
const alive = (mark: string) =>
  existsSync('/proc/self/environ') ? marked(mark) : group(mark).filter((id) => signalled(id, 0))

/** The program's process group as a target of signals. */
function group(mark: string): number[] {
  const leader = running.get(mark)
  return leader === undefined ? [] : [-leader]
}

function signalled(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** Processes that inherited a mark, also those that left the group; none where there is no /proc. */
function marked(mark: string): number[] {
  try {
    return readdirSync('/proc').filter(carries(mark)).map(Number)
  } catch {
    return []
  }
}

const carries = (mark: string) => (pid: string) => {
  if (!/^\d+$/.test(pid)) return false
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${mark}`)
  } catch {
    return false
  }
}

function watchForOurEnd(): void {
  if (watching) return
  watching = true
  process.once('exit', () => {
    for (const mark of running.keys()) signalAll(mark, 'SIGKILL')
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(1))
  }
}
