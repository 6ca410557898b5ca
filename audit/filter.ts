import { bucketStarts } from './counts.ts'

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
  /** The document's name, or the absolute path of its file: whichever fits. */
  readonly policyNameOrFile?: readonly [name: string, file: string]
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

/** The condition of `filter`, `1` when it is empty. */
export function conditionOf(filter: EventFilter): Condition {
  const parts: string[] = []
  const values: (string | number)[] = []
  const add = (sql: string, ...given: (string | number)[]) => {
    parts.push(sql)
    values.push(...given)
  }
  if (filter.only !== undefined) add(`dry_run = ${filter.only === 'shadow' ? 1 : 0}`)
  // The log is ordered by seq, and clocks step back: the hours say between which rows a window can lie at all.
  if (filter.since !== undefined) {
    const since = logTime(filter.since)
    add('time >= ?', since)
    add('seq >= (SELECT min(first_seq) FROM hours WHERE start >= ?)', bucketStarts(since).hour)
  }
  if (filter.until !== undefined) {
    const until = logTime(filter.until)
    add('time < ?', until)
    add('seq <= (SELECT max(last_seq) FROM hours WHERE start <= ?)', bucketStarts(until).hour)
  }
  if (filter.agent !== undefined) add('agent GLOB ?', filter.agent)
  if (filter.tool !== undefined) add('(tool GLOB ? OR tool_raw GLOB ?)', filter.tool, filter.tool)
  if (filter.session !== undefined) add('session = ?', filter.session)
  if (filter.kind !== undefined) {
    // Said twice, so that the index over what is no decision serves.
    if (filter.kind !== 'decision') add("kind <> 'decision'")
    add('kind = ?', filter.kind)
  }
  if (filter.policy !== undefined) add('policy = ?', filter.policy)
  if (filter.policyFile !== undefined) add('policy_file = ?', filter.policyFile)
  if (filter.policyNameOrFile !== undefined) add('(policy = ? OR policy_file = ?)', ...filter.policyNameOrFile)
  if (filter.effect !== undefined) add('effect = ?', filter.effect)
  if (filter.before !== undefined) add('seq < ?', filter.before)
  if (filter.after !== undefined) add('seq > ?', filter.after)
  if (filter.rule !== undefined) addRule(filter, add)
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), values }
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
