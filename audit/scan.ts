import type { StoredRow } from './chain.ts'
import { bucketStarts } from './counts.ts'
import { type RunCount, rulesWanted } from './facets.ts'
import { type Condition, conditionOf, type EventFilter, logTime } from './filter.ts'
import { type Result, success } from './result.ts'
import type { Database } from './sqlite.ts'

/** One read of the log; each slice is a read of its own, so that nothing is held between them. */
export type Read = <T>(work: (db: Database) => T) => Result<T>

/** A page that was looked for slice by slice. */
export interface ScannedPage {
  /** Newest first. */
  readonly rows: readonly StoredRow[]
  /** Pass as `before` to go on; null when nothing older can match. */
  readonly next: number | null
}

export interface ScanOptions {
  readonly before?: number
  readonly limit: number
  /** Said true, the search ends with what it has. */
  readonly enough?: () => boolean
}

/** How many rows the first slice may look at, and how long a slice should take, in ms. */
const firstWidth = 4_096
const widest = 1 << 23
const [quick, slow] = [8, 32]

/**
 * Looks for rows that `filter` wants, newest first, in slices that take some milliseconds each, whatever the filter and
 * the size of the log. Yields after every slice: whoever runs it can do other things there, or stop.
 */
export function* scanPage(read: Read, filter: EventFilter, options: ScanOptions): Generator<void, Result<ScannedPage>> {
  const span = read((db) => spanOf(db, filter, options.before))
  if (!span.ok) return span
  const rows: StoredRow[] = []
  let { high } = span.value
  const { low } = span.value
  for (let width = firstWidth; high > low; ) {
    const from = Math.max(low, high - width)
    const wanted = options.limit + 1 - rows.length
    const started = performance.now()
    const slice = read((db) => rowsBetween(db, filter, { from, to: high, limit: wanted }))
    if (!slice.ok) return slice
    rows.push(...slice.value)
    if (rows.length > options.limit) {
      const page = rows.slice(0, options.limit)
      return success({ rows: page, next: page.at(-1)?.seq ?? null })
    }
    high = from
    if (high > low && options.enough?.()) return success({ rows, next: high })
    width = widthAfter(width, performance.now() - started)
    yield
  }
  return success({ rows, next: null })
}

/** How wide the slice after one of `width` rows should be, which took so many milliseconds. */
export function widthAfter(width: number, took: number): number {
  if (took < quick) return Math.min(width * 4, widest)
  return took > slow ? Math.max(width >> 1, 256) : width
}

/** Between which rows a match can stand: `low` is inside, `high` outside. */
export function spanOf(db: Database, { since, until, after, session }: EventFilter, before?: number) {
  const at = (sql: string, ...values: number[]): number | null => {
    const found = db
      .prepare(sql)
      .pluck()
      .get(...values)
    return typeof found === 'number' ? found : null
  }
  const { hour: from } = since === undefined ? { hour: undefined } : bucketStarts(logTime(since))
  const { hour: to } = until === undefined ? { hour: undefined } : bucketStarts(logTime(until))
  const first =
    from === undefined
      ? at('SELECT min(seq) FROM events')
      : at('SELECT min(first_seq) FROM hours WHERE start >= ?', from)
  const last =
    to === undefined ? at('SELECT max(seq) FROM events') : at('SELECT max(last_seq) FROM hours WHERE start <= ?', to)
  const run = session === undefined ? everyRow : runOf(db, session)
  if (first === null || last === null || run === undefined) return { low: 0, high: 0 }
  const low = Math.max(first, run.first_seq, (after ?? 0) + 1)
  return { low, high: Math.max(low, Math.min(last + 1, run.last_seq + 1, before ?? Number.MAX_SAFE_INTEGER)) }
}

const everyRow = { first_seq: 0, last_seq: Number.MAX_SAFE_INTEGER - 1 }

function runOf(db: Database, session: string): typeof everyRow | undefined {
  const run = db.prepare('SELECT first_seq, last_seq FROM runs WHERE session = ?').get(session)
  return run as typeof everyRow | undefined
}

interface Slice {
  readonly from: number
  /** Outside. */
  readonly to: number
  readonly limit: number
}

function rowsBetween(db: Database, filter: EventFilter, { from, to, limit }: Slice): StoredRow[] {
  const { sql, values } = conditionBetween(db, filter, from, to)
  const rows = db.prepare(`SELECT * FROM events WHERE ${sql} ORDER BY seq DESC LIMIT ?`).all(...values, limit)
  return rows as StoredRow[]
}

/**
 * The condition on rows from `from` up to, not including, `to`. A rule is looked up among the hits of these rows, and
 * the effect is then that of its hit.
 */
export function conditionBetween(db: Database, filter: EventFilter, from: number, to: number): Condition {
  const { rule, effect, only, before: _, after: __, ...others } = filter
  if (rule === undefined) {
    const { sql, values } = conditionOf({ ...filter, before: to, after: from - 1 })
    return { sql, values }
  }
  const rest = conditionOf(others)
  const runs = only === undefined ? '0, 1' : only === 'shadow' ? '1' : '0'
  const ofEffect = effect === undefined ? [] : [effect]
  return {
    sql: `seq IN (SELECT seq FROM hits WHERE rule IN (${rulesOf(db, filter).join(', ')}) AND dry_run IN (${runs})
      AND seq >= ? AND seq < ? ${effect === undefined ? '' : 'AND effect = ?'}) AND (${rest.sql})`,
    values: [from, to, ...ofEffect, ...rest.values],
  }
}

function rulesOf(db: Database, { rule, policy, policyFile, policyNameOrFile }: EventFilter): number[] {
  const wanted = rulesWanted({ rule, policy, policyFile, policyNameOrFile } as EventFilter)
  if (wanted === null) return []
  return db
    .prepare(`SELECT rule_id FROM rules WHERE ${wanted.sql}`)
    .pluck()
    .all(...wanted.values) as number[]
}

/** What a search for runs has found so far. */
export interface ScannedRuns {
  readonly runs: readonly RunCount[]
  /** Pass as `before` to go on; null when everything was looked at. */
  readonly next: number | null
}

/**
 * Counts what `filter` wants by session, from the newest row backwards, for filters that no table counts; ends when
 * `enough` says so, with what it has. A run's counts are of the part that was looked at.
 */
export function* scanRuns(
  read: Read,
  filter: EventFilter,
  options: { readonly before?: number; readonly enough: () => boolean },
): Generator<void, Result<ScannedRuns>> {
  const span = read((db) => spanOf(db, filter, options.before))
  if (!span.ok) return span
  const runs = new Map<string, RunCount>()
  let { high } = span.value
  const { low } = span.value
  const done = (next: number | null) => success({ runs: [...runs.values()], next })
  for (let width = firstWidth; high > low; ) {
    const from = Math.max(low, high - width)
    const started = performance.now()
    const slice = read((db) => runsBetween(db, filter, from, high))
    if (!slice.ok) return slice
    for (const run of slice.value) runs.set(run.session, both(runs.get(run.session), run))
    high = from
    if (high > low && options.enough()) return done(high)
    width = widthAfter(width, performance.now() - started)
    yield
  }
  return done(null)
}

function runsBetween(db: Database, filter: EventFilter, from: number, to: number): RunCount[] {
  const { sql, values } = conditionBetween(db, filter, from, to)
  const rows = db
    .prepare(
      `SELECT 0 AS run, session, coalesce(agent, '') AS agent, count(*) AS count, min(seq) AS firstSeq,
         max(seq) AS lastSeq, min(time) AS firstSeen, max(time) AS lastSeen
       FROM events WHERE ${sql} AND session IS NOT NULL GROUP BY session ORDER BY lastSeq DESC`,
    )
    .all(...values)
  return rows as RunCount[]
}

/** A run in two parts, the newer one first. */
function both(newer: RunCount | undefined, older: RunCount): RunCount {
  if (newer === undefined) return older
  const { firstSeq, firstSeen } = older
  return { ...newer, count: newer.count + older.count, firstSeq, firstSeen }
}
