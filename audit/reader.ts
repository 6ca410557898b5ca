import { existsSync } from 'node:fs'
import { failure, type Result, success } from './result.ts'
import { type Database, faultOf, openDatabase } from './sqlite.ts'
import { checkSchema } from './store.ts'

/** An audit log opened for reading only: never checkpoints, holds no transaction between two reads. */
export interface Reader {
  readonly file: string
  /** Runs one read; what SQLite throws comes back as a fault. */
  read<T>(work: (db: Database) => T): Result<T>
  close(): void
}

/** How long a read waits for a writer that is just making or truncating the log, in ms. */
const busyTimeout = 1000

/** Opens the log in `file` for reading. `no-file` when there is none yet. */
export function openReader(file: string): Result<Reader> {
  if (!existsSync(file)) return noLog(file)
  const opened = openDatabase(file, { readonly: true, fileMustExist: true, timeout: busyTimeout })
  if (!opened.ok) return opened
  const db = opened.value
  const reader: Reader = { file, read: (work) => attempt(() => work(db), file), close: () => db.close() }
  const checked = attempt(() => (isEmpty(db) ? noLog(file) : checkSchema(db, file)), file)
  const problem = checked.ok ? checked.value : checked
  if (problem.ok) return success(reader)
  db.close()
  return problem
}

function noLog(file: string): Result<void> & { ok: false } {
  return failure('no-file', file, `There is no audit log at ${file} yet; it is made with the first recorded call.`)
}

/** A log that another process is just making. */
function isEmpty(db: Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
}

function attempt<T>(work: () => T, file: string): Result<T> {
  try {
    return success(work())
  } catch (error) {
    return faultOf(error, file)
  }
}
