import { appendFileSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { type AgentHook, type HookAnswer, type ReadPayload, silence } from './agent-hook.ts'
import { giveUp, type HookOutcome, runHook } from './hook.ts'
import { type HookCommand, readHookCommand } from './hook-command.ts'
import type { HookWorld } from './hook-world.ts'
import { recallAll } from './memory.ts'
import { gatePlace } from './place.ts'
import { isPassing, type Recorded } from './recorder.ts'
import { readStdin, writeOut } from './stdio.ts'
import { gateVersion } from './version.ts'
import { thinkingTime, watched } from './watchdog.ts'

/**
 * A hook process from start to end: read, evaluate, spool, answer, record. `args` is what follows `hook` on the command
 * line. The process ends when the log has been written or cannot be.
 */
export async function runHookProcess(args: readonly string[]): Promise<void> {
  const command = readHookCommand(args)
  try {
    const record = answerAgent(command)
    sayAfterwards(await record().catch((error: unknown) => ({ ok: false as const, message: String(error) })))
  } catch (error) {
    lastResort(command, error)
  }
  // Ends without closing the database, whose log of changes the next writer takes on: the agent waits for this exit.
  process.exit()
}

/** Everything up to the answer; what comes back is what is left to do. */
function answerAgent(command: HookCommand): HookOutcome['record'] {
  const input = readStdin()
  const hook = command.hook ?? nobody
  const payload: ReadPayload = input.ok ? hook.readPayload(input.text) : input
  const [options, now] = [{ ...command, hook }, world()]
  const done = watched(() => runHook(options, payload, now))
  const outcome = done.late ? giveUp(options, payload, now, tooLate) : done.value
  say(outcome.answer, outcome.notes)
  if (command.tally !== undefined) writeTally(command, payload, outcome)
  return outcome.record
}

const tooLate = {
  code: 'hook-late',
  message: `Rehearsal's hook had no answer after ${thinkingTime / 1000} s.`,
}

/** The gate itself is broken: where anything is known to enforce, exit code 2 stops the call. */
function lastResort({ hook, audit, mode, policies }: HookCommand, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  const { machine, workingDirectory, project } = world()
  const known = recallAll(gatePlace(audit, project ?? workingDirectory, machine).policies)
  const named = known.filter(({ file }) => policies.length === 0 || policies.includes(file))
  const stop = mode === undefined ? named.some(({ enforcing }) => enforcing) : mode === 'enforce'
  const message = `Rehearsal's hook failed (${why}).`
  say(
    stop ? (hook ?? nobody).refuse(`Blocked, because a policy enforces: ${message}`) : (hook ?? nobody).silence,
    stop ? [] : [message],
  )
}

/** Stands in for an agent that nobody knows: exit code 2 with a sentence stops a call with all that are known. */
const nobody: AgentHook = {
  agent: 'sdk',
  word: '',
  silence,
  readPayload: () => ({ ok: false, problem: { code: 'unknown-agent', message: 'The agent is not known.' } }),
  answer: () => silence,
  refuse: (reason) => ({ stdout: '', stderr: `${reason}\n`, exitCode: 2 }),
}

function say(answer: HookAnswer, notes: readonly string[]): void {
  process.exitCode = answer.exitCode
  if (answer.stdout !== '') writeOut(1, answer.stdout)
  const stderr = answer.stderr + notes.map((note) => `rehearsal: ${note}\n`).join('')
  if (stderr !== '') writeOut(2, stderr)
}

/** Why events wait in the spool, for whoever reads the hook's stderr; the agent has its answer already. */
function sayAfterwards(recorded: Recorded): void {
  if (recorded.ok || isPassing(recorded.code)) return
  writeOut(2, `rehearsal: events wait in the spool: ${recorded.message}\n`)
}

function world(): HookWorld {
  const { CLAUDE_PROJECT_DIR: project } = process.env
  return {
    machine: { platform: process.platform, homedir: homedir(), env: process.env },
    writer: { source: 'hook', user: userName(), host: hostname(), gateVersion, now: Date.now() },
    ...(project ? { project } : {}),
    workingDirectory: process.cwd(),
    clock: () => Number(process.hrtime.bigint() / 1000n),
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}

function writeTally({ tally }: HookCommand, payload: ReadPayload, outcome: HookOutcome): void {
  const session = payload.ok ? payload.event.session : undefined
  const { judged, wouldBlock, blocked } = outcome
  try {
    appendFileSync(tally as string, `${JSON.stringify({ session, judged, wouldBlock, blocked })}\n`)
  } catch {
    // Counting is for the closing line only.
  }
}
