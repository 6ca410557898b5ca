/**
 * A whole hook process with a policy of 20 rules, from its start to its end, beside bare `node -e 0` in the same run:
 * wall-clock and processor time, rounds in turn. Medians by the clock; processor times are means, since the system
 * counts them in ticks. Hooks that follow each other leave the database to one process of its own; the one that starts
 * it, after a pause, is measured apart. `bench/hook.ts [ROUNDS] [FOLDER]` measures the bundle that is built in a folder
 * already.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DialectName, dialectNames } from '../evaluator/policy.ts'
import { posixLauncher } from '../gate/launcher-text.ts'
import { median } from './support/median.ts'
import { policyTexts } from './support/policies.ts'

const rounds = Number(process.argv[2] ?? 40)
const root = path.join(import.meta.dirname, '..')
const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'))

const payload = (call: number, command: string) =>
  JSON.stringify({
    session_id: 'session-1',
    cwd: folder,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command, description: 'a step' },
    tool_use_id: `toolu_${call}`,
  })

let calls = 0

/** User and system time of all children that have ended, in milliseconds; NaN where the system does not tell. */
function childTime(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return Number.NaN
  }
}

interface Times {
  readonly clock: number[]
  processor: number
}

interface Way {
  readonly name: string
  readonly command: readonly string[]
  /** What the agent wants to run; unless given, what a rule denies. */
  readonly asks?: string
  /** What is done before, outside of the time that is measured. */
  readonly first?: () => void
}

function run({ command: [program = '', ...args], asks = 'rm -rf /srv/2', first }: Way, times: Times): void {
  first?.()
  const [before, started] = [childTime(), performance.now()]
  const { status } = spawnSync(program, args, {
    cwd: folder,
    input: payload(calls++, asks),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  times.clock.push(performance.now() - started)
  times.processor += childTime() - before
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
}

/** Runs the ways in turn and prints each beside the first. */
function compare(ways: readonly Way[], count: number): void {
  const times = ways.map((way) => ({ way, times: { clock: [], processor: 0 } as Times }))
  for (const { way } of times) for (let warm = 0; warm < 2; warm++) run(way, { clock: [], processor: 0 })
  for (let round = 0; round < count; round++) for (const { way, times: kept } of times) run(way, kept)
  const floor = times[0]?.times as Times
  for (const { way, times: kept } of times) {
    const [clock, processor] = [median(kept.clock), kept.processor / count]
    const ratios = `${(clock / median(floor.clock)).toFixed(2)} × and ${((processor * count) / floor.processor).toFixed(2)} ×`
    console.log(
      `${way.name.padEnd(26)} ${clock.toFixed(1)} ms, processor ${processor.toFixed(1)} ms: ${ratios} bare node`,
    )
  }
}

try {
  const built = process.argv[3] ?? path.join(folder, 'built')
  if (process.argv[3] === undefined) {
    const args = ['scripts/build.mjs', '--out', built, 'cli', 'main', 'hook']
    if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1)
  }
  const cli = path.join(built, 'cli.cjs')
  const launcher = path.join(folder, 'rehearsal')
  writeFileSync(launcher, posixLauncher({ node: process.execPath, electron: false, cli }), { mode: 0o700 })
  const hook = (dialect: DialectName) => {
    const file = path.join(folder, `${dialect}.policy.yaml`)
    writeFileSync(file, policyTexts[dialect]?.(20, 0) ?? '')
    return ['hook', 'claude', '--policy', file, '--audit', path.join(folder, dialect, 'audit.db')]
  }
  const own = hook('agent-assembly-sandbox')
  const bare: Way = { name: 'node -e 0', command: [process.execPath, '-e', '0'] }
  const whole: Way = { name: 'the hook', command: [process.execPath, cli, ...own] }
  const drainer = path.join(folder, 'agent-assembly-sandbox', 'audit.drainer')
  const launched: Way = { name: 'the hook, by its launcher', command: [launcher, ...own] }
  const allowed: Way = { ...whole, name: 'the hook, allowed `ls`', asks: 'ls' }
  compare([bare, whole, launched, allowed], rounds)
  const afterPause = () => {
    rmSync(drainer, { force: true })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400)
  }
  compare([bare, { ...whole, name: 'the hook, after a pause', first: afterPause }], Math.ceil(rounds / 4))
  const others = dialectNames.filter((name) => name !== 'agent-assembly-sandbox')
  const byDialect = others.map((name) => ({
    name: `the hook, ${name}`,
    command: [process.execPath, cli, ...hook(name)],
  }))
  compare([bare, ...byDialect], Math.ceil(rounds / 4))
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
