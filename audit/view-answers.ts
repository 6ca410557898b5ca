import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { StoredRow } from './chain.ts'
import { csvHead, csvLine } from './csv.ts'
import { type FacetCount, facetCounts, isCounted, isRunsFilter, type RunCount, runCounts } from './facets.ts'
import type { EventFilter } from './filter.ts'
import { failure, type Result, success } from './result.ts'
import { reviewCounts, reviewsOf } from './reviews.ts'
import { decisionsOverTime, ruleCounts } from './rule-counts.ts'
import { conditionBetween, type Read, scanPage, scanRuns, spanOf, widthAfter } from './scan.ts'
import { deadline } from './steps.ts'
import { loggedEvent } from './stored-event.ts'
import type { ViewAnswer, ViewQuery } from './view-messages.ts'

/** How long a page may be searched for before it comes with what was found, in ms. */
const patience = 300

/** Answers a view's question out of our own log, in slices; `progress` hears how far an export is, from 0 to 1. */
export function* answerView(
  read: Read,
  query: ViewQuery,
  progress: (part: number) => void,
): Generator<void, Result<ViewAnswer>> {
  switch (query.ask) {
    case 'groups':
      return yield* groups(read, query)
    case 'page':
      return yield* page(read, query)
    case 'card':
      return card(read, query)
    case 'export':
      return yield* exportCsv(read, query.filter, query.to, progress)
  }
}

type Ask<K extends ViewQuery['ask']> = Extract<ViewQuery, { ask: K }>

function* groups(read: Read, { filter, by, before, limit }: Ask<'groups'>): Generator<void, Result<ViewAnswer>> {
  const from = before === undefined ? {} : { before }
  if (by === 'run') {
    if (isRunsFilter(filter)) {
      const runs = read((db) => runCounts(db, filter, { ...from, limit: limit + 1 }))
      return runs.ok ? success(pageOfRuns(runs.value, limit)) : runs
    }
    const found = yield* scanRuns(read, filter, { ...from, enough: deadline(patience) })
    return found.ok ? success({ groups: [], ...found.value }) : found
  }
  if (isCounted(filter)) {
    const counts = read((db) => facetCounts(db, filter, by))
    return counts.ok ? success({ groups: counts.value, runs: [], next: null }) : counts
  }
  const found = yield* scanPage(read, filter, { ...from, limit: 1000, enough: deadline(patience) })
  if (!found.ok) return found
  return success({ groups: groupsOfRows(found.value.rows, by), runs: [], next: found.value.next })
}

function pageOfRuns(runs: readonly RunCount[], limit: number) {
  const shown = runs.slice(0, limit)
  return { groups: [], runs: shown, next: runs.length > limit ? (shown.at(-1)?.run ?? null) : null }
}

/** Groups of rows that no table counts: those of one session. */
function groupsOfRows(rows: readonly StoredRow[], by: 'rule' | 'agent' | 'tool'): FacetCount[] {
  const all = rows.map((row): FacetCount => {
    const text = (value: unknown) => String(value ?? '')
    const rule = { policy: text(row.policy), policyFile: text(row.policy_file), rule: text(row.rule) }
    return {
      ...(by === 'rule' ? rule : { policy: '', policyFile: '', rule: '' }),
      dialect: by === 'rule' ? text(row.dialect) : null,
      agent: by === 'agent' ? text(row.agent) : '',
      tool: by === 'tool' ? text(row.tool_raw ?? row.tool) : '',
      session: '',
      effect: text(row.effect),
      count: 1,
      lastSeq: row.seq,
      lastSeen: row.time as string,
    }
  })
  return sumUp(all)
}

/** Counts of equal groups added up; the first of each says when it was seen last. */
export function sumUp(counts: readonly FacetCount[]): FacetCount[] {
  const keyOf = ({ policy, policyFile, rule, agent, tool, session, effect }: FacetCount) =>
    JSON.stringify([policy, policyFile, rule, agent, tool, session, effect])
  return [...Map.groupBy(counts, keyOf).values()].map((same) => ({
    ...(same[0] as FacetCount),
    count: same.reduce((sum, { count }) => sum + count, 0),
  }))
}

function* page(read: Read, { filter, before, limit }: Ask<'page'>): Generator<void, Result<ViewAnswer>> {
  const from = before === undefined ? {} : { before }
  const found = yield* scanPage(read, { kind: 'decision', ...filter }, { ...from, limit, enough: deadline(patience) })
  if (!found.ok) return found
  const { rows, next } = found.value
  const reviews = read((db) =>
    reviewsOf(
      db,
      rows.map(({ id }) => String(id)),
    ),
  )
  return reviews.ok ? success({ rows, foreign: [], reviews: reviews.value, next }) : reviews
}

function card(read: Read, { policyFile, window, points }: Ask<'card'>): Result<ViewAnswer> {
  const counts = ruleCounts({ read }, window)
  if (!counts.ok) return counts
  const over = decisionsOverTime({ read }, window, points, { policyFile })
  if (!over.ok) return over
  const reviews = read((db) => reviewCounts(db, policyFile))
  if (!reviews.ok) return reviews
  const own = counts.value.filter((count) => count.policyFile === policyFile)
  return success({ counts: own, points: over.value, reviews: reviews.value })
}

/** Rows of an export's first slice. */
const firstWidth = 2_000

/** Writes the decisions that `filter` wants into a new CSV file for the user alone, oldest first; nothing is left of a broken-off one. */
function* exportCsv(
  read: Read,
  filter: EventFilter,
  to: string,
  progress: (part: number) => void,
): Generator<void, Result<ViewAnswer>> {
  const span = read((db) => spanOf(db, filter))
  if (!span.ok) return span
  const { low, high } = span.value
  const draft = `${to}.${process.pid}.part`
  let file: number | null = null
  try {
    file = openSync(draft, 'wx', 0o600)
    writeSync(file, csvHead)
    let events = 0
    for (let from = low, width = firstWidth; from < high; ) {
      const started = performance.now()
      const end = Math.min(high, from + width)
      const rows = read((db) => rowsInOrder(db, filter, from, end))
      if (!rows.ok) return rows
      writeSync(file, rows.value.map((row) => csvLine(loggedEvent(row))).join(''))
      events += rows.value.length
      from = end
      progress((from - low) / (high - low))
      width = Math.min(widthAfter(width, performance.now() - started), 20_000)
      yield
    }
    renameSync(draft, to)
    return success({ events })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failure('not-writable', to, `${to} cannot be written (${why}); choose another place.`)
  } finally {
    if (file !== null) closeSync(file)
    if (file !== null) rmSync(draft, { force: true })
  }
}

function rowsInOrder(
  db: Parameters<typeof facetCounts>[0],
  filter: EventFilter,
  from: number,
  to: number,
): StoredRow[] {
  const { sql, values } = conditionBetween(db, { kind: 'decision', ...filter }, from, to)
  return db.prepare(`SELECT * FROM events WHERE ${sql} ORDER BY seq`).all(...values) as StoredRow[]
}
