import type { StoredRow } from './chain.ts'
import { countedTables } from './counted.ts'
import { hitsOfRow } from './counts.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { PreparedEvent } from './row.ts'
import { grains } from './schema.ts'
import type { Database } from './sqlite.ts'
import type { Store } from './store.ts'

/** Where the counted tables and the rows differ. */
export interface CountFault {
  readonly message: string
}

interface Count {
  hits: number
  decided: number
}

const pageSize = 2000

/**
 * Counts the rows anew and compares: null where the tables agree with them. The tables are derived and no part of the
 * chain, so a difference says that somebody wrote to the database by hand, or that a version counted wrongly.
 */
export function checkCounts(reader: Reader): Result<CountFault | null> {
  return reader.read((db) =>
    db.transaction(() => {
      const counted = countRows(db)
      return differenceIn(db, counted)
    })(),
  )
}

/** Builds hits, counts, runs and hours anew from the rows, in one transaction; comes back with the number of rows. */
export function recount(store: Store): Result<number> {
  return store.write((db) => {
    db.exec('DELETE FROM hits; DELETE FROM counts; DELETE FROM runs; DELETE FROM hours')
    const newCounted = countedTables(db)
    let rows = 0
    for (const page of pagesOf(db)) {
      const counted = newCounted()
      for (const { seq, event } of page) counted.add(event, seq)
      counted.write()
      rows += page.length
    }
    return rows
  })
}

function countRows(db: Database): Map<string, Count> {
  const counted = new Map<string, Count>()
  for (const page of pagesOf(db)) {
    for (const { event } of page) {
      const { policy = '', policy_file = '', agent = '', tool = '', tool_raw = '', dry_run } = event
      for (const { rule, effect, decided } of hitsOfRow(event)) {
        const key = keyOf([policy, policy_file, rule, agent, tool, tool_raw, effect, dry_run === 1 ? 1 : 0])
        const count = counted.get(key) ?? { hits: 0, decided: 0 }
        count.hits++
        count.decided += decided
        counted.set(key, count)
      }
    }
  }
  return counted
}

function differenceIn(db: Database, counted: Map<string, Count>): CountFault | null {
  const kept = db
    .prepare(
      `SELECT policy, policy_file, rules.rule, agent, tool, tool_raw, effect, dry_run, hits, decided
       FROM counts JOIN rules ON rule_id = counts.rule JOIN callers ON caller_id = counts.caller WHERE grain = ?`,
    )
    .raw()
    .all(grains.all) as unknown[][]
  const [hits, decided] = [sumOf(counted, 'hits'), sumOf(counted, 'decided')]
  for (const row of kept) {
    const found = counted.get(keyOf(row.slice(0, 8)))
    if (found?.hits === row[8] && found?.decided === row[9]) continue
    return fault(`rule ${row[2] || '(none)'} of ${row[0] || row[1]} is counted ${row[8]} times`, found?.hits ?? 0)
  }
  if (kept.length < counted.size) return fault(`${kept.length} groups are counted`, counted.size)
  const sums = db.prepare('SELECT grain, sum(hits), sum(decided) FROM counts GROUP BY grain').raw().all() as number[][]
  for (const [grain, sum] of sums) {
    if (sum !== hits) return fault(`the counts by ${grain === grains.day ? 'day' : 'hour'} add up to ${sum} hits`, hits)
  }
  const [listed, listedDecided] = db
    .prepare('SELECT count(*), coalesce(sum(decided), 0) FROM hits')
    .raw()
    .get() as number[]
  if (listed !== hits || listedDecided !== decided) return fault(`${listed} hits are listed`, hits)
  return null
}

function fault(what: string, rows: number): CountFault {
  return {
    message: `The counts do not agree with the rows: ${what}, by the rows ${rows}. The rows are what the chain holds; \`rehearsal audit recount\` counts them anew.`,
  }
}

function sumOf(counted: ReadonlyMap<string, Count>, key: keyof Count): number {
  let sum = 0
  for (const count of counted.values()) sum += count[key]
  return sum
}

function keyOf(parts: readonly unknown[]): string {
  return JSON.stringify(parts)
}

interface CountedRow {
  readonly seq: number
  readonly event: PreparedEvent
}

/** Every row, oldest first, as it was appended. */
function* pagesOf(db: Database): Generator<readonly CountedRow[]> {
  const columns =
    'seq, kind, time, session, agent, tool, tool_raw, policy, policy_file, dialect, rule, effect, dry_run, hits'
  const next = db.prepare(`SELECT ${columns} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`)
  for (let after = 0; ; ) {
    const rows = next.all(after, pageSize) as StoredRow[]
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map((row) => {
      const given = Object.entries(row).filter(([, value]) => value !== null)
      return { seq: row.seq, event: Object.fromEntries(given) as unknown as PreparedEvent }
    })
    after = last.seq
  }
}
