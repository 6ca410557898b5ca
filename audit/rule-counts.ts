import { bucketStarts } from './counts.ts'
import type { Condition } from './filter.ts'
import { logTime } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { RuleKey } from './rows.ts'
import { grains } from './schema.ts'

/** A stretch of time, counted in whole UTC hours: an hour that it touches counts whole. Open ends reach all. */
export interface Window {
  /** ISO 8601 or ms since the epoch. */
  readonly since?: string | number
  readonly until?: string | number
}

/** How often a rule fired with one effect, shadow or live. */
export interface RuleCount extends RuleKey {
  readonly dialect: string | null
  /** `''` where only the label of a rule that did not decide is known. */
  readonly effect: string
  readonly dryRun: boolean
  readonly hits: number
  /** Of these, how often it set the verdict. */
  readonly decided: number
  readonly lastSeq: number
  /** ISO 8601. */
  readonly lastSeen: string
}

/** Hits of one hour or day. */
export interface CountPoint {
  /** Start, ISO 8601. */
  readonly start: string
  readonly effect: string
  readonly dryRun: boolean
  /** Decisions, each once. */
  readonly decisions: number
}

const select = `
  SELECT policy, policy_file AS policyFile, rules.rule AS rule, dialect, effect, dry_run AS dryRun, sum(hits) AS hits,
    sum(decided) AS decided, max(last_seq) AS lastSeq, max(last_time) AS lastSeen
  FROM counts JOIN rules ON rule_id = counts.rule`
const group = 'GROUP BY counts.rule, effect, dry_run ORDER BY policy, policy_file, rules.rule, effect, dry_run'

/** Counts of every rule in `window`, by policy and rule; read from the counted table, whatever the log's size. */
export function ruleCounts(reader: Pick<Reader, 'read'>, window: Window = {}): Result<readonly RuleCount[]> {
  return reader.read((db) => {
    const { sql, values } = buckets(window)
    return db
      .prepare(`${select} WHERE ${sql} ${group}`)
      .all(...values)
      .map(asCount)
  })
}

/** Decisions over time, oldest first, in hours or days; of one policy where `policy` and `policyFile` say so. */
export function decisionsOverTime(
  reader: Pick<Reader, 'read'>,
  window: Window,
  by: 'hour' | 'day',
  of: { readonly policy?: string; readonly policyFile?: string } = {},
): Result<readonly CountPoint[]> {
  return reader.read((db) => {
    const rows = db
      .prepare(
        `SELECT start, effect, dry_run, sum(decided) AS decisions FROM counts JOIN rules ON rule_id = counts.rule
         WHERE grain = ? AND start >= ? AND start < ? AND (? IS NULL OR policy = ?) AND (? IS NULL OR policy_file = ?)
         GROUP BY start, effect, dry_run HAVING decisions > 0 ORDER BY start`,
      )
      .all(
        grains[by],
        window.since === undefined ? 0 : bucketStarts(logTime(window.since))[by],
        window.until === undefined ? Number.MAX_SAFE_INTEGER : endOf(window.until),
        of.policy ?? null,
        of.policy ?? null,
        of.policyFile ?? null,
        of.policyFile ?? null,
      ) as { start: number; effect: string; dry_run: number; decisions: number }[]
    return rows.map(({ start, effect, dry_run, decisions }) => ({
      start: new Date(start * 1000).toISOString(),
      effect,
      dryRun: dry_run === 1,
      decisions,
    }))
  })
}

const hour = 3600
const day = 24 * hour

/** The condition on `counts` for a window: whole days where they fit, hours at both ends; few rows even for a year. */
export function buckets(window: Window): Condition {
  if (window.since === undefined && window.until === undefined) {
    return { sql: 'grain = ? AND start = ?', values: [grains.all, 0] }
  }
  const from = window.since === undefined ? 0 : bucketStarts(logTime(window.since)).hour
  const to = window.until === undefined ? Number.MAX_SAFE_INTEGER : endOf(window.until)
  const firstDay = Math.min(Math.ceil(from / day) * day, to)
  const lastDay = Math.max(firstDay, to === Number.MAX_SAFE_INTEGER ? to : Math.floor(to / day) * day)
  return {
    sql: `((grain = ? AND start >= ? AND start < ?) OR (grain = ? AND start >= ? AND start < ?)
      OR (grain = ? AND start >= ? AND start < ?))`,
    values: [grains.hour, from, firstDay, grains.day, firstDay, lastDay, grains.hour, lastDay, to],
  }
}

/** The end of the hour that the moment before `until` lies in, in seconds. */
function endOf(until: string | number): number {
  const at = Date.parse(logTime(until))
  return Number.isNaN(at) ? Number.MAX_SAFE_INTEGER : Math.ceil(at / (hour * 1000)) * hour
}

function asCount(row: unknown): RuleCount {
  const count = row as Omit<RuleCount, 'dryRun'> & { dryRun: number }
  return { ...count, dryRun: count.dryRun === 1 }
}
