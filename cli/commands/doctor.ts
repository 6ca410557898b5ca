import path from 'node:path'
import type { Command } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { escapeForDisplay } from '../../audit/display.ts'
import { waitingNames } from '../../audit/drain.ts'
import { openReader } from '../../audit/reader.ts'
import { type Checkup, checkUp } from '../../gate/checkup.ts'
import { forget } from '../../gate/memory.ts'
import { recordSpool } from '../../gate/recorder.ts'
import { exitWith } from '../files.ts'
import { logOf } from '../log.ts'
import { auditOption, formatOption, thisMachine } from '../options.ts'

interface DoctorOptions {
  readonly audit?: string
  readonly forget?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal doctor`: what a live gate needs, and how it stands. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description(
      'show where the log is, which hooks and policies are in place, and what is wrong; exit 1 when something is',
    )
    .option('--forget <file>', 'a policy that is gone for good: its absence no longer stops calls')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(doctor)
}

async function doctor(options: DoctorOptions): Promise<void> {
  const place = logOf(options.audit)
  if (options.forget !== undefined && !forget(place.policies, path.resolve(options.forget))) {
    process.stderr.write(`rehearsal: no policy at ${path.resolve(options.forget)} is remembered.\n`)
    exitWith(2)
    return
  }
  const waiting = waitingNames(place.spool)
  if (waiting.length > 0 || isOlder(place.database)) await recordSpool(place, [], Date.now(), { busyTimeout: 3000 })
  const found = checkUp(process.cwd(), options.audit, thisMachine())
  // What agents that work meanwhile put there is for their own drainer.
  const isStuck = waitingNames(place.spool).some((name) => waiting.includes(name))
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else process.stdout.write(asText(found))
  const wrong =
    !found.node_fine ||
    found.audit_problem !== null ||
    isStuck ||
    found.hook_problems.length > 0 ||
    found.spool_problem !== null
  if (wrong || found.policies.some(({ problem }) => problem !== null)) exitWith(1)
}

/** Whether the log is to be brought up to date, which its next writer does. */
function isOlder(database: string): boolean {
  const reader = openReader(database)
  if (reader.ok) reader.value.close()
  return !reader.ok && reader.error.code === 'older-log'
}

function asText(found: Checkup): string {
  const log = found.audit_problem ?? (found.audit_exists ? `last event ${found.last_event ?? 'none'}` : 'not there yet')
  const lines = [
    `Node      ${found.node}${found.node_fine ? '' : ': too old, the audit log needs 22 or later'}`,
    `Log       ${found.audit} (${log})`,
    `Spool     ${found.spool_files === 0 ? 'nothing waits' : `${amount(found.spool_files, 'file waits', 'files wait')} to be brought into the log`}`,
    ...(found.spool_problem === null ? [] : [`Spool     ${found.spool_problem}`]),
    ...(found.lost_events === 0 ? [] : [`Lost      ${lostInWords(found.lost_events)}`]),
    `Session   ${found.last_session ?? 'none seen yet: no agent has started with the hook in place'}`,
    ...found.hooks.map(({ settings_file, events }) => {
      return `Hook      ${settings_file}: ${events.length === 0 ? 'not installed' : events.join(', ')}`
    }),
    ...found.hooks_not_seen.map(
      (agent) => `Hook      not seen: ${agent} has its hooks, but no session of it is in the log yet`,
    ),
    ...found.hook_problems.map((problem) => `Hook      ${problem}`),
    ...found.policies.map(({ policy, policy_file, dialect, mode, problem, hook }) => {
      return problem === null
        ? `Policy    ${policy_file}: ${policy}, ${dialect}, ${mode}${hookWords[hook]}`
        : `Policy    ${problem.replace(/[^.]$/, '$&.')} It counts as ${mode ?? 'unknown, and stops nothing'}; mend it, or say --forget ${policy_file}`
    }),
    ...(found.policies.length === 0 ? ['Policy    none found in this project'] : []),
    ...found.recent_errors.map(({ time, reason }) => `Error     ${time} ${reason}`),
  ]
  return `${lines.map(escapeForDisplay).join('\n')}\n`
}

const hookWords = {
  used: '',
  off: '; the hooks that use it are switched off',
  none: '; no installed hook uses it',
} as const

function lostInWords(count: number): string {
  const what = amount(count, 'event is', 'events are')
  return `${what} not in the log, for neither it nor the spool could be written; audit list --kind error tells when`
}
