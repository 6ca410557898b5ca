/** Which events are wanted; every key narrows. */
export interface EventFilter {
  /** `shadow`: rows with `dry_run: true`; `live`: with `dry_run: false`. */
  readonly only?: 'shadow' | 'live'
  /** ISO 8601 or ms since the epoch; `since` is inside, `until` outside. */
  readonly since?: string | number
  readonly until?: string | number
  /** Globs with `*`, `?` and `[…]`, case-sensitive; `tool` is held against the dialect's and the agent's own name. */
  readonly agent?: string
  readonly tool?: string
  readonly session?: string
  readonly kind?: string
  /** The document's name. */
  readonly policy?: string
  readonly policyFile?: string
  /** A rule that fired, whether it decided or not; `''` for decisions that no rule made. */
  readonly rule?: string
  readonly effect?: string
  /** Only events before (older than) this `seq`. */
  readonly before?: number
  /** Only events after (newer than) this `seq`. */
  readonly after?: number
}

/** A condition in SQL over `events`, and its values. */
export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** `time` as the log writes it; text that is no time stays as it is. */
export function logTime(time: string | number): string {
  const at = new Date(time)
  return Number.isNaN(at.getTime()) ? String(time) : at.toISOString()
}

/**
 * The condition of `filter`, `1` when it is empty. `byTime` looks the window up in the index on time, which pays when
 * few rows lie in it; otherwise rows are walked in the order of `seq`.
 */
export function conditionOf(filter: EventFilter, byTime: boolean): Condition {
  const parts: string[] = []
  const values: (string | number)[] = []
  const add = (sql: string, ...given: (string | number)[]) => {
    parts.push(sql)
    values.push(...given)
  }
  if (filter.only !== undefined) add(`dry_run = ${filter.only === 'shadow' ? 1 : 0}`)
  const times = timeCondition(filter, byTime ? 'time' : '+time')
  if (times !== null) {
    add(byTime ? `seq IN (SELECT seq FROM events WHERE ${times.sql})` : times.sql, ...times.values)
  }
  if (filter.agent !== undefined) add('agent GLOB ?', filter.agent)
  if (filter.tool !== undefined) add('(tool GLOB ? OR tool_raw GLOB ?)', filter.tool, filter.tool)
  if (filter.session !== undefined) add('session = ?', filter.session)
  if (filter.kind !== undefined) add('kind = ?', filter.kind)
  if (filter.policy !== undefined) add('policy = ?', filter.policy)
  if (filter.policyFile !== undefined) add('policy_file = ?', filter.policyFile)
  if (filter.effect !== undefined) add('effect = ?', filter.effect)
  if (filter.before !== undefined) add('seq < ?', filter.before)
  if (filter.after !== undefined) add('seq > ?', filter.after)
  if (filter.rule !== undefined) addRule(filter, add)
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), values }
}

/** The window of `filter` over `column`, or null when both ends are open. */
export function timeCondition(filter: EventFilter, column: string): Condition | null {
  const { since, until } = filter
  if (since === undefined && until === undefined) return null
  const parts: string[] = []
  const values: string[] = []
  if (since !== undefined) {
    parts.push(`${column} >= ?`)
    values.push(logTime(since))
  }
  if (until !== undefined) {
    parts.push(`${column} < ?`)
    values.push(logTime(until))
  }
  return { sql: parts.join(' AND '), values }
}

function addRule(filter: EventFilter, add: (sql: string, ...given: (string | number)[]) => void): void {
  const narrowed = ['rule = ?']
  const given = [filter.rule ?? '']
  if (filter.policy !== undefined) {
    narrowed.push('policy = ?')
    given.push(filter.policy)
  }
  if (filter.policyFile !== undefined) {
    narrowed.push('policy_file = ?')
    given.push(filter.policyFile)
  }
  const runs = filter.only === undefined ? '(0, 1)' : filter.only === 'shadow' ? '(1)' : '(0)'
  add(
    `seq IN (SELECT seq FROM hits WHERE dry_run IN ${runs}
       AND rule IN (SELECT rule_id FROM rules WHERE ${narrowed.join(' AND ')}))`,
    ...given,
  )
}
