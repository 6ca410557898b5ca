import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Float, type Json } from '../../evaluator/json/values.ts'
import { failure, type Result, success } from '../result.ts'
import { applicationId } from '../schema.ts'
import { type Database, faultOf, openDatabase } from '../sqlite.ts'
import type { CapfenceRow } from './capfence-chain.ts'

/** A capfence database, opened as a copy in a folder of its own; the original is only ever read. */
export interface CapfenceDatabase {
  rows(order: 'oldest-first' | 'newest-first' | 'by-time'): Generator<CapfenceRow>
  row(id: number): CapfenceRow | null
  close(): void
}

/** What an SQLite file holds; nothing at all while its writer is just making it. */
export type DatabaseKind = 'rehearsal' | 'capfence' | 'other' | 'nothing'

const sideFiles = ['-wal', '-journal']
const mostTries = 25
/** Between two tries, in ms. */
const pause = 20
const orders = { 'oldest-first': 'id', 'newest-first': 'id DESC', 'by-time': 'timestamp, id' }

/** Copies the database with what stands beside it and opens the copy: even reading one in WAL mode would write to it. */
export function openCapfence(file: string): Result<{ kind: DatabaseKind; database: CapfenceDatabase }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-copy-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copy = path.join(folder, 'copy.db')
  try {
    if (!copyWhole(file, copy)) {
      remove()
      return failure('locked', file, `${file} is written to all the time; try again when its writer rests.`)
    }
    // Somebody just took it away: what stands there now is nothing.
    if (!existsSync(copy)) closeSync(openSync(copy, 'w', 0o600))
    const opened = openDatabase(copy, { fileMustExist: true })
    if (!opened.ok) {
      remove()
      return failure(opened.error.code, file, opened.error.message.replaceAll(copy, file))
    }
    const db = opened.value
    const kind = kindOf(db)
    const close = () => {
      db.close()
      remove()
    }
    return success({ kind, database: { rows: (order) => rowsOf(db, order), row: (id) => rowOf(db, id), close } })
  } catch (error) {
    remove()
    const { error: fault } = faultOf(error, file)
    return failure(fault.code, file, `${file} cannot be read as a database (${(error as Error).message}).`)
  }
}

/** False when the files changed under every try. */
function copyWhole(file: string, copy: string): boolean {
  for (let tries = 0; tries < mostTries; tries++) {
    if (tries > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    const before = stateOf(file)
    if (sideFiles.every((side) => copyAsItIs(file + side, copy + side)) && copyAsItIs(file, copy)) {
      if (stateOf(file) === before) return true
    }
  }
  return false
}

/** Also where there is nothing to copy; false when the file went away meanwhile. */
function copyAsItIs(from: string, to: string): boolean {
  rmSync(to, { force: true })
  if (!existsSync(from)) return true
  try {
    copyFileSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

function stateOf(file: string): string {
  return ['', ...sideFiles]
    .map((side) => {
      const stat = statSync(file + side, { throwIfNoEntry: false, bigint: true })
      return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`
    })
    .join(', ')
}

function kindOf(db: Database): DatabaseKind {
  if (db.pragma('application_id', { simple: true }) === applicationId) return 'rehearsal'
  if (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0) return 'nothing'
  const columns = new Set(db.prepare("SELECT name FROM pragma_table_info('audit_events')").pluck().all() as string[])
  return ['agent_id', 'decision', 'prev_hash', 'entry_hash'].every((name) => columns.has(name)) ? 'capfence' : 'other'
}

function* rowsOf(db: Database, order: keyof typeof orders): Generator<CapfenceRow> {
  const rows = db.prepare(`SELECT * FROM audit_events ORDER BY ${orders[order]}`).safeIntegers()
  for (const row of rows.iterate()) yield asRow(row as Record<string, unknown>)
}

function rowOf(db: Database, id: number): CapfenceRow | null {
  const row = db.prepare('SELECT * FROM audit_events WHERE id = ?').safeIntegers().get(id)
  return row === undefined ? null : asRow(row as Record<string, unknown>)
}

/** SQLite's REAL is a float also where it is whole, and its INTEGER none. */
function asRow(row: Record<string, unknown>): CapfenceRow {
  const members: { [key: string]: Json } = {}
  for (const [name, value] of Object.entries(row)) members[name] = asJson(value)
  return { place: Number(row.id), row: members }
}

function asJson(value: unknown): Json {
  if (typeof value === 'number') return Number.isInteger(value) ? new Float(value) : value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Buffer.isBuffer(value)) return value.toString('base64')
  return typeof value === 'string' ? value : null
}
