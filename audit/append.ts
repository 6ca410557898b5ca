import { randomBytes } from 'node:crypto'
import { erasableDigest, rowHash, type StoredRow } from './chain.ts'
import { type CountedHit, countWriter, hitsOfRow, newTally } from './counts.ts'
import { eventColumns, type PreparedEvent } from './row.ts'
import { erasableColumns } from './schema.ts'
import type { Database } from './sqlite.ts'

/** What became of a batch. */
export interface Appended {
  readonly appended: number
  /** Already in the log, by id or by call. */
  readonly duplicates: number
  /** Where the chain ends now. */
  readonly head: Head
}

/** An end of the chain. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/** Appends inside the caller's `BEGIN IMMEDIATE` transaction, in the order given; throws what SQLite throws. */
export type Appender = (events: readonly PreparedEvent[]) => Appended

const names = Object.keys(eventColumns) as (keyof typeof eventColumns)[]
const columns: readonly (keyof StoredRow)[] = ['seq', ...names, 'hits', 'salt', 'prev_hash', 'hash']
const saltBytes = 16

/** The appender of an open log; it prepares its statements once. */
export function newAppender(db: Database): Appender {
  const insert = db.prepare(
    `INSERT INTO events (${columns.map((name) => `"${name}"`).join(', ')})
     VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  )
  const writeHead = db.prepare('UPDATE head SET seq = ?, hash = ?')
  const addHits = hitWriter(db)
  const writeCounts = countWriter(db)

  return (events) => {
    let { seq, hash } = readHead(db)
    let appended = 0
    const tally = newTally()
    const salts = randomBytes(saltBytes * events.length)
    for (const [index, event] of events.entries()) {
      const row = chainedRow(event, seq + 1, hash, salts.toString('hex', index * saltBytes, (index + 1) * saltBytes))
      const { changes } = insert.run(columns.map((name) => row[name] ?? null))
      if (changes === 0) continue
      appended++
      seq = row.seq
      hash = row.hash
      for (const hit of addHits(row.seq, event)) tally.add(row.seq, event.time, hit)
    }
    if (appended > 0) {
      writeCounts(tally)
      writeHead.run(seq, hash)
    }
    return { appended, duplicates: events.length - appended, head: { seq, hash } }
  }
}

/** Where the chain ends; rows removed from the end by hand leave it where it was, so that the gap stays visible. */
export function readHead(db: Database): Head {
  return db.prepare('SELECT seq, hash FROM head').get() as Head
}

function chainedRow(event: PreparedEvent, seq: number, prevHash: string, salt: string): StoredRow {
  const row: { -readonly [key in keyof StoredRow]: StoredRow[key] } = { seq, prev_hash: prevHash, hash: '' }
  for (const name of names) {
    const value = event[name]
    if (value !== undefined) row[name] = value
  }
  if (event.hits !== undefined) row.hits = event.hits
  if (erasableColumns.some((name) => row[name] !== undefined)) row.salt = salt
  row.hash = rowHash(row, erasableDigest(row))
  return row
}

/** Writes the hits of an event and returns them with the numbers of their rules. */
function hitWriter(db: Database): (seq: number, event: PreparedEvent) => CountedHit[] {
  const insert = db.prepare('INSERT INTO hits VALUES (?, ?, ?, ?, ?)')
  const find = db.prepare('SELECT rule_id FROM rules WHERE policy = ? AND policy_file = ? AND rule = ?').pluck()
  const add = db.prepare('INSERT INTO rules (policy, policy_file, rule, dialect) VALUES (?, ?, ?, ?)')

  function ruleId(event: PreparedEvent, rule: string): number {
    const policy = String(event.policy ?? '')
    const file = String(event.policy_file ?? '')
    const id = find.get(policy, file, rule) as number | undefined
    return id ?? Number(add.run(policy, file, rule, event.dialect ?? null).lastInsertRowid)
  }

  return (seq, event) => {
    const dryRun = event.dry_run === 1 ? 1 : 0
    return hitsOfRow(event).map(({ rule, effect, decided }) => {
      const id = ruleId(event, rule)
      insert.run(id, dryRun, seq, effect, decided)
      return { rule: id, effect, dryRun, decided }
    })
  }
}
