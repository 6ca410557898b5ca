import { randomBytes } from 'node:crypto'
import { answeredIn } from './answered.ts'
import { callerFinder } from './callers.ts'
import { callIndexer } from './calls.ts'
import { erasableDigest, rowHash, type StoredRow } from './chain.ts'
import { type CountedHit, countWriter, hitsOfRow, newTally } from './counts.ts'
import { addToHour, type HourRows, hourWriter } from './hours.ts'
import { eventColumns, type PreparedEvent } from './row.ts'
import { addToRun, type RunRows, runWriter } from './runs.ts'
import type { Database } from './sqlite.ts'

/** What became of a batch. */
export interface Appended {
  readonly appended: number
  /** Already in the log, by id or as the same answer to the same call. */
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
/** How many rows of an older version's log an append brings into the tables of calls, beside as many as its own. */
const caughtUp = 500

/** The appender of an open log; it prepares its statements once. */
export function newAppender(db: Database): Appender {
  const insert = db.prepare(
    `INSERT INTO events (${columns.map((name) => `"${name}"`).join(', ')})
     VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  )
  const answered = answeredIn(db)
  const writeHead = db.prepare('UPDATE head SET seq = ?, hash = ?')
  const newHitWriter = hitWriter(db)
  const writeCounts = countWriter(db)
  const writeHours = hourWriter(db)
  const writeRuns = runWriter(db)
  const newCallIndex = callIndexer(db)

  return (events) => {
    let { seq, hash } = readHead(db)
    let appended = 0
    const tally = newTally()
    const hours = new Map<number, HourRows>()
    const runs = new Map<string, RunRows>()
    const addHits = newHitWriter()
    const calls = newCallIndex(seq, events.length + caughtUp)
    const salts = randomBytes(saltBytes * events.length)
    for (const [index, event] of events.entries()) {
      if (!answered.add(event, seq + 1)) continue
      const row = chainedRow(event, seq + 1, hash, salts.toString('hex', index * saltBytes, (index + 1) * saltBytes))
      const { changes } = insert.run(columns.map((name) => row[name]))
      if (changes === 0) {
        answered.remove(event)
        continue
      }
      appended++
      seq = row.seq
      hash = row.hash
      addToHour(hours, event.time, seq)
      addToRun(runs, event, seq)
      calls.add(event, seq)
      for (const hit of addHits(row.seq, event)) tally.add(row.seq, event.time, hit)
    }
    if (appended > 0) {
      writeCounts(tally)
      writeHours(hours)
      writeRuns(runs)
      writeHead.run(seq, hash)
    }
    calls.finish()
    return { appended, duplicates: events.length - appended, head: { seq, hash } }
  }
}

/** Where the chain ends; rows removed from the end by hand leave it where it was, so that the gap stays visible. */
export function readHead(db: Database): Head {
  return db.prepare('SELECT seq, hash FROM head').get() as Head
}

/** One shape for every row, which keeps reading its columns quick. */
const blank = Object.fromEntries(columns.map((name) => [name, null])) as unknown as StoredRow

function chainedRow(event: PreparedEvent, seq: number, prevHash: string, salt: string): StoredRow {
  const row: { -readonly [key in keyof StoredRow]: StoredRow[key] } = { ...blank, seq, prev_hash: prevHash, salt }
  for (const name of names) row[name] = event[name] ?? null
  row.hits = event.hits ?? null
  const digest = erasableDigest(row)
  if (digest === null) row.salt = null
  row.hash = rowHash(row, digest)
  return row
}

type HitWriter = (seq: number, event: PreparedEvent) => CountedHit[]

/** For each batch, what writes the hits of an event and returns them with the numbers of their rules and callers. */
export function hitWriter(db: Database): () => HitWriter {
  const insert = db.prepare('INSERT INTO hits VALUES (?, ?, ?, ?, ?)')
  const find = db.prepare('SELECT rule_id FROM rules WHERE policy = ? AND policy_file = ? AND rule = ?').pluck()
  const add = db.prepare('INSERT INTO rules (policy, policy_file, rule, dialect) VALUES (?, ?, ?, ?)')

  function ruleId(policy: string, file: string, rule: string, event: PreparedEvent): number {
    const id = find.get(policy, file, rule) as number | undefined
    return id ?? Number(add.run(policy, file, rule, event.dialect ?? null).lastInsertRowid)
  }

  const newCallerFinder = callerFinder(db)
  return () => {
    const known = new Map<string, number>()
    const callerOf = newCallerFinder()
    return (seq, event) => {
      const hits = hitsOfRow(event)
      if (hits.length === 0) return []
      const caller = callerOf(event)
      const dryRun = event.dry_run === 1 ? 1 : 0
      const policy = String(event.policy ?? '')
      const file = String(event.policy_file ?? '')
      return hits.map(({ rule, effect, decided }) => {
        const key = `${policy.length} ${file.length} ${policy}${file}${rule}`
        const id = known.get(key) ?? ruleId(policy, file, rule, event)
        known.set(key, id)
        insert.run(id, dryRun, seq, effect, decided)
        return { rule: id, caller, effect, dryRun, decided }
      })
    }
  }
}
