/**
 * A whole hook process, from its start to its end, beside bare `node -e 0` in the same run: wall-clock and processor
 * time, rounds in turn. Medians by the clock; processor times are means, since the system counts them in ticks.
 * `bench/hook.ts [ROUNDS] [FOLDER]` measures the bundle that is built in a folder already.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { posixLauncher } from '../gate/launcher-text.ts'
import { median } from './support/median.ts'

const rounds = Number(process.argv[2] ?? 40)
const root = path.join(import.meta.dirname, '..')
const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'))

const policy = `name: coding-team-policy
enforcement_mode: observe
rules:
  - name: block-rm
    action: deny
    match:
      tool_name: bash
      command_pattern: "rm -rf"
  - name: hide-keys
    action: redact
    match:
      output_contains_pattern: "SECRET[0-9]+"
`

const payload = JSON.stringify({
  session_id: 'session-1',
  cwd: folder,
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_input: { command: 'rm -rf build', description: 'clean' },
  tool_use_id: 'toolu_1',
})

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

function run([program = '', ...args]: readonly string[], times: Times): void {
  const [before, started] = [childTime(), performance.now()]
  const { status } = spawnSync(program, args, { cwd: folder, input: payload, stdio: ['pipe', 'ignore', 'ignore'] })
  times.clock.push(performance.now() - started)
  times.processor += childTime() - before
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
}

try {
  const built = process.argv[3] ?? path.join(folder, 'built')
  if (process.argv[3] === undefined) {
    const args = ['scripts/build.mjs', '--out', built, 'cli', 'main', 'hook']
    if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1)
  }
  const cli = path.join(built, 'cli.cjs')
  const file = path.join(folder, 'team.policy.yaml')
  writeFileSync(file, policy)
  const launcher = path.join(folder, 'rehearsal')
  writeFileSync(launcher, posixLauncher({ node: process.execPath, electron: false, cli }), { mode: 0o700 })
  const hook = ['hook', 'claude', '--policy', file, '--audit', path.join(folder, 'audit.db')]
  const commands: Record<string, readonly string[]> = {
    'node -e 0': [process.execPath, '-e', '0'],
    'the hook': [process.execPath, cli, ...hook],
    'the hook, by its launcher': [launcher, ...hook],
  }
  const times = Object.entries(commands).map(([name, command]) => {
    return { name, command, times: { clock: [], processor: 0 } as Times }
  })
  for (const { command } of times) run(command, { clock: [], processor: 0 })
  for (let round = 0; round < rounds; round++) for (const { command, times: kept } of times) run(command, kept)
  const floor = times[0]?.times as Times
  for (const { name, times: kept } of times) {
    const [clock, processor] = [median(kept.clock), kept.processor / rounds]
    const ratios = `${(clock / median(floor.clock)).toFixed(2)} × and ${((processor * rounds) / floor.processor).toFixed(2)} ×`
    console.log(`${name.padEnd(26)} ${clock.toFixed(1)} ms, processor ${processor.toFixed(1)} ms: ${ratios} bare node`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
