import { randomBytes } from 'node:crypto'
import { erasableDigest, rowHash, type StoredRow } from './chain.ts'
import { hitsOfRow, newTally, type Tally } from './counts.ts'
import { eventColumns, type PreparedEvent } from './row.ts'
import { erasableColumns } from './schema.ts'
import type { Database } from './sqlite.ts'

/** What became of a batch. */
export interface Appended {
  readonly appended: number
  /** Already in the log, by id or by call. */
  readonly duplicates: number
  /** Where the chain ends now. */
  readonly head: { readonly seq: number; readonly hash: string }
}

const columns = ['seq', ...Object.keys(eventColumns), 'hits', 'salt', 'prev_hash', 'hash']
const saltBytes = 16

/** Appends inside the caller's `BEGIN IMMEDIATE` transaction, in the order given; throws what SQLite throws. */
export function appendRows(db: Database, events: readonly PreparedEvent[]): Appended {
  let { seq, hash } = readHead(db)
  let appended = 0
  const insert = db.prepare(
    `INSERT INTO events (${columns.map((name) => `"${name}"`).join(', ')})
     VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  )
  const tally = newTally()
  const addHits = hitWriter(db, tally)
  const salts = randomBytes(saltBytes * events.length)
  for (const [index, event] of events.entries()) {
    const row = chainedRow(event, seq + 1, hash, salts.toString('hex', index * saltBytes, (index + 1) * saltBytes))
    const { changes } = insert.run(columns.map((name) => row[name as keyof StoredRow] ?? null))
    if (changes === 0) continue
    appended++
    seq = row.seq
    hash = row.hash
    addHits(row.seq, event)
  }
  tally.write(db)
  writeHead(db, seq, hash)
  return { appended, duplicates: events.length - appended, head: { seq, hash } }
}

/** Where the chain ends; rows removed from the end by hand leave it where it was, so that the gap stays visible. */
export function readHead(db: Database): { seq: number; hash: string } {
  const value = db.prepare('SELECT value FROM meta WHERE key = ?').pluck()
  return { seq: Number(value.get('head_seq')), hash: String(value.get('head_hash')) }
}

function writeHead(db: Database, seq: number, hash: string): void {
  const set = db.prepare('UPDATE meta SET value = ? WHERE key = ?')
  set.run(String(seq), 'head_seq')
  set.run(hash, 'head_hash')
}

function chainedRow(event: PreparedEvent, seq: number, prevHash: string, salt: string): StoredRow {
  const row: { -readonly [key in keyof StoredRow]: StoredRow[key] } = { seq, prev_hash: prevHash, hash: '' }
  for (const name of Object.keys(eventColumns) as (keyof typeof eventColumns)[]) {
    const value = event[name]
    if (value !== undefined) row[name] = value
  }
  if (event.hits !== undefined) row.hits = event.hits
  if (erasableColumns.some((name) => row[name] !== undefined)) row.salt = salt
  row.hash = rowHash(row, erasableDigest(row))
  return row
}

/** Writes the hits of an event and counts them; rules get their numbers on the way. */
function hitWriter(db: Database, tally: Tally): (seq: number, event: PreparedEvent) => void {
  const insert = db.prepare('INSERT INTO hits VALUES (?, ?, ?, ?, ?)')
  const find = db.prepare('SELECT rule_id FROM rules WHERE policy = ? AND policy_file = ? AND rule = ?').pluck()
  const add = db.prepare('INSERT INTO rules (policy, policy_file, rule, dialect) VALUES (?, ?, ?, ?)')
  const known = new Map<string, number>()

  function ruleId(event: PreparedEvent, rule: string): number {
    const policy = String(event.policy ?? '')
    const file = String(event.policy_file ?? '')
    const key = JSON.stringify([policy, file, rule])
    let id = known.get(key) ?? (find.get(policy, file, rule) as number | undefined)
    id ??= Number(add.run(policy, file, rule, event.dialect ?? null).lastInsertRowid)
    known.set(key, id)
    return id
  }

  return (seq, event) => {
    const dryRun = event.dry_run === 1 ? 1 : 0
    for (const { rule, effect, decided } of hitsOfRow(event)) {
      const id = ruleId(event, rule)
      insert.run(id, dryRun, seq, effect, decided)
      tally.add(seq, event.time, { rule: id, effect, dryRun, decided })
    }
  }
}
