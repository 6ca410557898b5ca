import { conditionOf, type EventFilter } from './filter.ts'
import type { Reader } from './reader.ts'
import type { ForeignEvent } from './readers/foreign-event.ts'
import type { Result } from './result.ts'

/** What a policy would have done to the calls of a window; keys as they are printed. */
export interface PolicySummary {
  /** The document's name; empty where a log does not say it. */
  readonly policy: string
  readonly policy_file: string
  /** Of a log that names policies by digest alone. */
  readonly policy_digest?: string
  readonly dialect: string | null
  /** All decisions, live and shadow. */
  readonly decisions: number
  readonly would_deny: number
  readonly would_redact: number
  readonly would_require_approval: number
  readonly would_warn: number
  /** The rule that decided most shadow events; of several, the first by name. */
  readonly top_rule: { readonly rule: string; readonly count: number } | null
  /** Of the newest shadow event, ISO 8601. */
  readonly last_shadow_event: string | null
}

/** So many decisions of one kind. */
interface Group {
  readonly policy: string
  readonly policy_file: string
  readonly policy_digest?: string
  readonly dialect: string | null
  readonly effect: string
  readonly rule: string
  readonly shadow: boolean
  readonly count: number
  readonly last: string
}

const counted = { redact: 'would_redact', require_approval: 'would_require_approval', warn: 'would_warn' } as const

/** One summary for each policy that decided anything in the window, by name and file. */
export function summarize(reader: Reader, filter: EventFilter): Result<readonly PolicySummary[]> {
  return reader.read((db) => {
    const { sql, values } = conditionOf({ ...filter, kind: 'decision' })
    const groups = db
      .prepare(
        `SELECT coalesce(policy, '') AS policy, coalesce(policy_file, '') AS policy_file, max(dialect) AS dialect,
           coalesce(effect, '') AS effect, coalesce(rule, '') AS rule, coalesce(dry_run, 0) AS shadow,
           count(*) AS count, max(time) AS last
         FROM events WHERE ${sql} GROUP BY 1, 2, 4, 5, 6`,
      )
      .all(...values) as (Omit<Group, 'shadow'> & { shadow: number })[]
    return summaries(groups.map((group) => ({ ...group, shadow: group.shadow === 1 })))
  })
}

/** The same of another system's log; what only tells how a call ended is no decision. */
export function summarizeEvents(events: Iterable<ForeignEvent>): readonly PolicySummary[] {
  const groups = new Map<string, Group>()
  for (const event of events) {
    const { kind, effect = '', rule, policy = '', policy_file = '', policy_digest, dialect, time } = event
    if (kind !== 'decision' || (event.outcome !== undefined && effect === 'allow')) continue
    const shadow = event.dry_run === true
    const digest = policy === '' && policy_digest !== undefined ? { policy_digest } : {}
    const key = JSON.stringify([policy, policy_file, digest, effect, rule, shadow])
    const before = groups.get(key)
    const last = before === undefined || time > before.last ? time : before.last
    const group = { policy, policy_file, ...digest, dialect: dialect ?? null, effect, rule: rule ?? '', shadow, last }
    groups.set(key, { ...group, count: (before?.count ?? 0) + 1 })
  }
  return summaries([...groups.values()])
}

function summaries(groups: readonly Group[]): PolicySummary[] {
  const nameOf = ({ policy, policy_file, policy_digest }: Group) =>
    JSON.stringify([policy, policy_file, policy_digest ?? ''])
  return [...Map.groupBy(groups, nameOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => summaryOf(own))
}

function summaryOf(groups: readonly Group[]): PolicySummary {
  const [{ policy, policy_file, policy_digest, dialect }] = groups as [Group]
  const summary = { would_deny: 0, would_redact: 0, would_require_approval: 0, would_warn: 0 }
  const rules = new Map<string, number>()
  let [decisions, last] = [0, '']
  for (const { effect, rule, shadow, count, last: time } of groups) {
    decisions += count
    if (!shadow) continue
    // What a policy cannot decide is denied once it is enforced.
    summary[counted[effect as keyof typeof counted] ?? 'would_deny'] += count
    rules.set(rule, (rules.get(rule) ?? 0) + count)
    if (time > last) last = time
  }
  rules.delete('')
  const [top] = [...rules].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
  return {
    policy,
    policy_file,
    ...(policy_digest !== undefined && { policy_digest }),
    dialect,
    decisions,
    ...summary,
    top_rule: top === undefined ? null : { rule: top[0], count: top[1] },
    last_shadow_event: last === '' ? null : last,
  }
}
