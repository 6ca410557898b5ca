import type { StoredRow } from './chain.ts'
import { conditionOf, type EventFilter } from './filter.ts'
import type { Database } from './sqlite.ts'

/** Which rule of which policy; `rule` is `''` for decisions that no rule made. */
export interface RuleKey {
  readonly policy: string
  readonly policyFile: string
  readonly rule: string
}

/** One page of rows as the table holds them, newest first. */
export interface RowPage {
  readonly rows: readonly StoredRow[]
  /** All that match, not only this page; absent when it was not asked for. */
  readonly total?: number
  /** Pass as `before` to get the next page; null on the last one. */
  readonly next: number | null
}

/** How a page of one rule is asked for. */
export interface RulePageOptions {
  /** The `next` of the page before. */
  readonly before?: number
  readonly limit?: number
  readonly only?: 'shadow' | 'live'
}

const defaultLimit = 100

/** Rows that match `filter`; throws what SQLite throws, as all functions here. */
export function listRows(
  db: Database,
  filter: EventFilter,
  options: { readonly limit?: number; readonly count?: boolean } = {},
): RowPage {
  const limit = options.limit ?? defaultLimit
  const { sql, values } = conditionOf(filter)
  const rows = db.prepare(`SELECT * FROM events WHERE ${sql} ORDER BY seq DESC LIMIT ?`).all(...values, limit + 1)
  const page = pageOf(rows as StoredRow[], limit)
  return options.count ? { ...page, total: countRows(db, filter) } : page
}

/** Rows of one rule, found through its hits: a page costs the same however large the log is. */
export function ruleRows(db: Database, rule: RuleKey, options: RulePageOptions = {}): RowPage {
  const limit = options.limit ?? defaultLimit
  const id = db
    .prepare('SELECT rule_id FROM rules WHERE policy = ? AND policy_file = ? AND rule = ?')
    .pluck()
    .get(rule.policy, rule.policyFile, rule.rule)
  const newest = db
    .prepare('SELECT seq FROM hits WHERE rule = ? AND dry_run = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    .pluck()
  const runs = options.only === undefined ? [0, 1] : [options.only === 'shadow' ? 1 : 0]
  const before = options.before ?? Number.MAX_SAFE_INTEGER
  const seqs = runs.flatMap((dryRun) => newest.all(id ?? null, dryRun, before, limit + 1) as number[])
  const one = db.prepare('SELECT * FROM events WHERE seq = ?')
  const rows = seqs
    .sort((a, b) => b - a)
    .slice(0, limit + 1)
    .map((seq) => one.get(seq) as StoredRow | undefined)
  return pageOf(
    rows.filter((row) => row !== undefined),
    limit,
  )
}

/** The row of this event id. */
export function rowOf(db: Database, id: string): StoredRow | null {
  return (db.prepare('SELECT * FROM events WHERE id = ?').get(id) as StoredRow | undefined) ?? null
}

/** How many rows match `filter`, whatever its `before`. */
function countRows(db: Database, filter: EventFilter): number {
  const { before: _, ...whole } = filter
  const { sql, values } = conditionOf(whole)
  const counted = db.prepare(`SELECT count(*) FROM events WHERE ${sql}`).pluck()
  return Number(counted.get(...values))
}

function pageOf(rows: readonly StoredRow[], limit: number): RowPage {
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null }
}
