import type { StoredRow } from './chain.ts'
import { conditionOf, type EventFilter, timeCondition } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { Database } from './sqlite.ts'
import { type LoggedEvent, loggedEvent } from './stored-event.ts'

/** One page of events, newest first. */
export interface EventPage {
  readonly events: readonly LoggedEvent[]
  /** All that match, not only this page; absent when it was not asked for. */
  readonly total?: number
  /** Pass as `before` to get the next page; null on the last one. */
  readonly next: number | null
}

/** Which rule of which policy; `rule` is `''` for decisions that no rule made. */
export interface RuleKey {
  readonly policy: string
  readonly policyFile: string
  readonly rule: string
}

const defaultLimit = 100

/** Events that match `filter`, newest first. Counting all of them costs a scan where a filter has no index. */
export function listEvents(
  reader: Reader,
  filter: EventFilter,
  options: { readonly limit?: number; readonly count?: boolean } = {},
): Result<EventPage> {
  const limit = options.limit ?? defaultLimit
  return reader.read((db) => {
    const { sql, values } = conditionOf(filter, holdsFew(db, filter))
    const rows = db.prepare(`SELECT * FROM events WHERE ${sql} ORDER BY seq DESC LIMIT ?`).all(...values, limit + 1)
    const page = pageOf(rows as StoredRow[], limit)
    return options.count ? { ...page, total: countMatching(db, filter) } : page
  })
}

/** How many events match `filter`. */
export function countEvents(reader: Reader, filter: EventFilter): Result<number> {
  return reader.read((db) => countMatching(db, filter))
}

/**
 * Events of one rule, newest first, found through its hits: a page costs the same however large the log is. `before`
 * is the `next` of the page before.
 */
export function ruleEvents(
  reader: Reader,
  rule: RuleKey,
  options: { readonly before?: number; readonly limit?: number; readonly only?: 'shadow' | 'live' } = {},
): Result<EventPage> {
  const limit = options.limit ?? defaultLimit
  return reader.read((db) => {
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
    const wanted = seqs.sort((a, b) => b - a).slice(0, limit + 1)
    const one = db.prepare('SELECT * FROM events WHERE seq = ?')
    return pageOf(
      wanted.map((seq) => one.get(seq) as StoredRow).filter((row) => row !== undefined),
      limit,
    )
  })
}

/** The event with this id, or null. */
export function findEvent(reader: Reader, id: string): Result<LoggedEvent | null> {
  return reader.read((db) => {
    const row = db.prepare('SELECT * FROM events WHERE id = ?').get(id) as StoredRow | undefined
    return row === undefined ? null : loggedEvent(row)
  })
}

/** The texts behind a `policy_digest`, or null when they were not kept. */
export function policyTexts(reader: Reader, digest: string): Result<{ file: string; text: string }[] | null> {
  return reader.read((db) => {
    const texts = db.prepare('SELECT texts FROM policy_texts WHERE digest = ?').pluck().get(digest)
    return texts === undefined ? null : JSON.parse(String(texts))
  })
}

/**
 * All matching events, oldest first, in pages of `pageSize`: for exports and replay. Each page is a read of its own;
 * events appended meanwhile are included. Ends after a fault, which is its last value.
 */
export function* eventsInOrder(
  reader: Reader,
  filter: EventFilter,
  pageSize = 1000,
): Generator<Result<readonly LoggedEvent[]>> {
  let after = filter.after ?? 0
  const counted = reader.read((db) => holdsFew(db, filter))
  const few = counted.ok && counted.value
  for (;;) {
    const page = reader.read((db) => {
      const { sql, values } = conditionOf({ ...filter, after }, few)
      const rows = db.prepare(`SELECT * FROM events WHERE ${sql} ORDER BY seq LIMIT ?`).all(...values, pageSize)
      return (rows as StoredRow[]).map(loggedEvent)
    })
    if (page.ok && page.value.length === 0) return
    yield page
    if (!page.ok || page.value.length < pageSize) return
    after = page.value.at(-1)?.seq ?? after
  }
}

/** Whether the window of `filter` holds so few rows that looking them up by time beats walking the log. */
function holdsFew(db: Database, filter: EventFilter): boolean {
  const times = timeCondition(filter, 'time')
  if (times === null) return false
  const few = 20_000
  const sql = `SELECT count(*) FROM (SELECT 1 FROM events WHERE ${times.sql} LIMIT ${few})`
  return (
    Number(
      db
        .prepare(sql)
        .pluck()
        .get(...times.values),
    ) < few
  )
}

function countMatching(db: Database, filter: EventFilter): number {
  const { before: _, ...whole } = filter
  const { sql, values } = conditionOf(whole, holdsFew(db, whole))
  return Number(
    db
      .prepare(`SELECT count(*) FROM events WHERE ${sql}`)
      .pluck()
      .get(...values),
  )
}

function pageOf(rows: readonly StoredRow[], limit: number): EventPage {
  const events = rows.slice(0, limit).map(loggedEvent)
  return { events, next: rows.length > limit ? (events.at(-1)?.seq ?? null) : null }
}
