import { type Condition, type EventFilter, logTime } from './filter.ts'
import { buckets } from './rule-counts.ts'
import type { Database } from './sqlite.ts'

/** What events are grouped by; the rules of a policy are groups of their own. */
export type GroupBy = 'rule' | 'agent' | 'tool' | 'run'

/** How many events of one group have one effect. Only the columns of what was grouped by say something. */
export interface FacetCount {
  readonly policy: string
  readonly policyFile: string
  /** `''` for decisions that no rule made. */
  readonly rule: string
  readonly dialect: string | null
  readonly agent: string
  /** The agent's own name for it, where there is one. */
  readonly tool: string
  readonly session: string
  readonly effect: string
  /** Of a rule: how often it fired; of all else: decisions. */
  readonly count: number
  readonly lastSeq: number
  /** ISO 8601. */
  readonly lastSeen: string
}

/** A filter that the counted tables answer, whatever the size of the log. */
export function isCounted({ session, kind, before, after }: EventFilter): boolean {
  return session === undefined && before === undefined && after === undefined && (kind ?? 'decision') === 'decision'
}

const keys = {
  rule: "policy, policy_file AS policyFile, rules.rule AS rule, dialect, '' AS agent, '' AS tool, sum(hits) AS count",
  agent: "'' AS policy, '' AS policyFile, '' AS rule, null AS dialect, agent, '' AS tool, sum(decided) AS count",
  tool: `'' AS policy, '' AS policyFile, '' AS rule, null AS dialect, '' AS agent,
    coalesce(nullif(tool_raw, ''), tool) AS tool, sum(decided) AS count`,
} as const

/** Counts of every group with an event that `filter` wants; `filter` must be counted. Throws what SQLite throws. */
export function facetCounts(db: Database, filter: EventFilter, by: Exclude<GroupBy, 'run'>): readonly FacetCount[] {
  const window = buckets({
    ...(filter.since !== undefined && { since: filter.since }),
    ...(filter.until !== undefined && { until: filter.until }),
  })
  const parts = [`(${window.sql})`]
  const values = [...window.values]
  const add = (sql: string, ...given: (string | number)[]) => {
    parts.push(sql)
    values.push(...given)
  }
  if (filter.only !== undefined) add('dry_run = ?', filter.only === 'shadow' ? 1 : 0)
  if (filter.effect !== undefined) add('effect = ?', filter.effect)
  const rules = rulesWanted(filter)
  if (rules !== null) add(`counts.rule IN (SELECT rule_id FROM rules WHERE ${rules.sql})`, ...rules.values)
  const callers = callersWanted(filter)
  if (callers !== null) add(`caller IN (SELECT caller_id FROM callers WHERE ${callers.sql})`, ...callers.values)
  const rows = db
    .prepare(
      `SELECT ${keys[by]}, '' AS session, effect, max(last_seq) AS lastSeq, max(last_time) AS lastSeen
       FROM (SELECT counts.rule AS rule_id, caller AS caller_id, effect, sum(hits) AS hits, sum(decided) AS decided,
               max(last_seq) AS last_seq, max(last_time) AS last_time
             FROM counts WHERE ${parts.join(' AND ')} GROUP BY 1, 2, 3)
         JOIN rules USING (rule_id) JOIN callers USING (caller_id)
       GROUP BY 1, 2, 3, 5, 6, effect HAVING count > 0`,
    )
    .all(...values)
  return rows as FacetCount[]
}

/** The condition on `rules` that a filter comes to; null where it asks for none. */
export function rulesWanted({ policy, policyFile, policyNameOrFile, rule }: EventFilter): Condition | null {
  return condition([
    ['policy = ?', policy],
    ['policy_file = ?', policyFile],
    ['policy = ? OR policy_file = ?', policyNameOrFile?.[0], policyNameOrFile?.[1]],
    ['rule = ?', rule],
  ])
}

function callersWanted({ agent, tool }: EventFilter): Condition | null {
  return condition([
    ['agent GLOB ?', agent],
    ['tool GLOB ? OR tool_raw GLOB ?', tool, tool],
  ])
}

function condition(parts: readonly (readonly [sql: string, ...values: (string | undefined)[]])[]): Condition | null {
  const given = parts.filter(([, first]) => first !== undefined)
  if (given.length === 0) return null
  const values = given.flatMap(([, ...each]) => each.map((value) => value ?? ''))
  return { sql: given.map(([sql]) => `(${sql})`).join(' AND '), values }
}

/** One session of an agent, with its decisions counted. */
export interface RunCount {
  readonly run: number
  readonly session: string
  readonly agent: string
  readonly count: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly firstSeen: string
  readonly lastSeen: string
}

/** Whether the table of runs alone answers this filter. */
export function isRunsFilter(filter: EventFilter): boolean {
  const { only, since, until, agent, session, kind, ...others } = filter
  return Object.values(others).every((value) => value === undefined)
}

/** Runs with such decisions, those begun last first; `before` is the `run` of the last one known. Throws what SQLite throws. */
export function runCounts(
  db: Database,
  { only, since, until, agent, session }: EventFilter,
  options: { readonly before?: number; readonly limit: number },
): readonly RunCount[] {
  const count = only === undefined ? 'shadow + live' : only
  const parts = [`${count} > 0`]
  const values: (string | number)[] = []
  const add = (sql: string, value: string | number | undefined) => {
    if (value === undefined) return
    parts.push(sql)
    values.push(value)
  }
  add('last_time >= ?', since === undefined ? undefined : logTime(since))
  add('first_time < ?', until === undefined ? undefined : logTime(until))
  add('agent GLOB ?', agent)
  add('session = ?', session)
  add('run_id < ?', options.before)
  const rows = db
    .prepare(
      `SELECT run_id AS run, session, agent, ${count} AS count, first_seq AS firstSeq, last_seq AS lastSeq,
         first_time AS firstSeen, last_time AS lastSeen
       FROM runs WHERE ${parts.join(' AND ')} ORDER BY run_id DESC LIMIT ?`,
    )
    .all(...values, options.limit)
  return rows as RunCount[]
}
