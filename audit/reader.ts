import { failure, type Result, success } from './result.ts'
import { type Database, faultOf, openDatabase } from './sqlite.ts'
import { standingAt } from './standing.ts'
import { checkSchema } from './store.ts'

/** An audit log opened for reading only: never checkpoints, holds no transaction between two reads. */
export interface Reader {
  readonly file: string
  /**
   * Runs one read, all of it on the log as it stands at one point in time, whoever writes meanwhile; what SQLite throws
   * comes back as a fault.
   */
  read<T>(work: (db: Database) => T): Result<T>
  close(): void
}

/** How long a read waits for a writer that is just making or truncating the log, in ms. */
const busyTimeout = 1000

/** So often a log that is moved away while it is opened is opened anew. */
const mostTries = 5

/** Opens the log in `file` for reading. `no-file` when there is none yet. */
export function openReader(file: string): Result<Reader> {
  for (let tries = 1; ; tries++) {
    const before = standingAt(file)
    const opened = before.file === '-' ? noLog(file) : openOnce(file)
    const now = standingAt(file)
    // What was read of one file with the `-wal` of another says nothing about either.
    const isSettled = opened.ok ? now.file === before.file : now.all === before.all
    if (isSettled || tries === mostTries) return opened
    if (opened.ok) opened.value.close()
  }
}

function openOnce(file: string): Result<Reader> {
  const opened = openDatabase(file, { readonly: true, fileMustExist: true, timeout: busyTimeout })
  if (!opened.ok) return opened
  const db = opened.value
  const atOnePoint = db.transaction((work: (db: Database) => unknown) => work(db))
  const reader: Reader = {
    file,
    read: <T>(work: (db: Database) => T) => attempt(() => atOnePoint(work) as T, file),
    close: () => db.close(),
  }
  const checked = attempt(() => (isEmpty(db) ? noLog(file) : checkSchema(db, file)), file)
  const problem = checked.ok ? checked.value : checked
  if (problem.ok) return success(reader)
  db.close()
  return problem
}

function noLog(file: string): Result<never> & { ok: false } {
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
