import { userInfo } from 'node:os'
import path from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { EventFilter } from '../../audit/filter.ts'
import type { Hand } from '../../audit/forget.ts'
import { auditOption } from '../options.ts'

/** Which events a command is about, as the command line says. */
export interface FilterOptions {
  readonly audit?: string
  readonly since?: string
  readonly until?: string
  readonly agent?: string
  readonly tool?: string
  readonly policy?: string
  readonly rule?: string
  readonly effect?: string
}

const effects = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']
const times = '24h, 7d, 30m, or a date such as 2026-01-31T12:00:00Z'
const date = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/
const millisecondsOf = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Adds `--since`, `--until`, `--agent`, `--tool`, `--policy`, `--rule`, `--effect` and `--audit`. */
export function addFilter(command: Command): Command {
  return command
    .addOption(new Option('--since <time>', `${times} (UTC), itself included`).argParser(timeOption))
    .addOption(new Option('--until <time>', 'the same, itself left out').argParser(timeOption))
    .option('--agent <glob>', "agents whose name fits, as the hook's command line names them")
    .option('--tool <glob>', "tools whose name fits, the policy's name for it or the agent's own")
    .option('--policy <policy>', "a policy's name, or its file")
    .option('--rule <rule>', 'a rule that fired, whether it decided or not')
    .addOption(new Option('--effect <effect>', 'what the policy said, on the common scale').choices(effects))
    .addOption(auditOption())
}

/** The filter that the options stand for. */
export function filterOf({ since, until, agent, tool, policy, rule, effect }: FilterOptions): EventFilter {
  return {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(agent !== undefined && { agent }),
    ...(tool !== undefined && { tool }),
    ...(policy !== undefined && { policyNameOrFile: [policy, path.resolve(policy)] as const }),
    ...(rule !== undefined && { rule }),
    ...(effect !== undefined && { effect }),
  }
}

/** A time as the log writes it, from a stretch back from now or a date; UTC where it names no zone. */
export function timeOption(text: string): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined) {
    return new Date(Date.now() - Number(count) * millisecondsOf[unit as keyof typeof millisecondsOf]).toISOString()
  }
  const [whole, zone] = date.exec(text) ?? []
  const at = whole === undefined ? Number.NaN : Date.parse(zone === undefined && text.length > 10 ? `${text}Z` : text)
  // A day that the month does not have would be carried into the next one.
  if (Number.isNaN(at) || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() !== Number(text.slice(8, 10))) {
    throw new InvalidArgumentError(`Give ${times}.`)
  }
  return new Date(at).toISOString()
}

/** `--limit`. */
export function limitOption(text: string): number {
  const limit = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (limit < 1) throw new InvalidArgumentError('Give a whole number above 0.')
  return limit
}

/** Who changes the log, as the record of it says. */
export function hand(why: string | undefined): Hand {
  const { username: who } = userInfo()
  return { who, ...(why !== undefined && { why }), source: 'cli', time: new Date().toISOString() }
}
