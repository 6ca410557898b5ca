import { accessSync, chmodSync, closeSync, constants, lstatSync, openSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Appended, type Appender, newAppender } from './append.ts'
import { migrate } from './migrate.ts'
import { ensureFolder } from './place.ts'
import { failure, type Result, success } from './result.ts'
import type { PreparedEvent } from './row.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'
import { type Database, faultOf, moved, openDatabase } from './sqlite.ts'
import { standingAt } from './standing.ts'

/** An audit log opened for writing. Nothing here throws. */
export interface Store {
  readonly file: string
  /** Appends all events or, on a fault, none; those already in the log are left out. */
  append(events: readonly PreparedEvent[]): Result<Appended>
  /** Keeps the texts a policy was made from, by its digest (`policy_digest` of events). */
  keepPolicy(digest: string, texts: readonly PolicyText[], time: string): Result<void>
  /** Runs `work` inside one `BEGIN IMMEDIATE` transaction, with the appender that works in it. */
  write<T>(work: (db: Database, append: Appender) => T): Result<T>
  /** Brings everything from the `-wal` file into the database and empties it; false while a reader needs it. */
  clear(): boolean
  /** Gives the room of deleted rows back to the disk, then `clear`; false while another process needs the file as it is. */
  shrink(): boolean
  close(): void
}

export interface PolicyText {
  readonly file: string
  readonly text: string
}

export interface StoreOptions {
  /** How long to wait for another writer, in ms. */
  readonly busyTimeout?: number
  /** A log of an older version with more rows than this is left as it is, with the fault `older-log`. */
  readonly migrateAtMost?: number
  /** Makes no log where there is none: the fault is `no-file` then. */
  readonly mustExist?: boolean
}

/** An open log: its connection, the files it began in, and what appends to it. */
interface Opened {
  readonly db: Database
  readonly files: string
  readonly append: Appender
}

/** So often a log that is moved away while it is opened is opened anew. */
const mostTries = 5

/**
 * Opens the log in `file`, and makes it (0600, its folder 0700, WAL) when there is none. What is written after somebody
 * moved, deleted or replaced the log comes back as the fault `moved`. Needs Node 22 or later; says so under an older one.
 */
export function openStore(file: string, options: StoreOptions = {}): Result<Store> {
  const opened = openInPlace(file, options)
  if (!opened.ok) return opened
  const { db, files, append } = opened.value
  const write = <T>(work: (db: Database, append: Appender) => T): Result<T> => {
    const done = inTransaction(db, file, () => work(db, append))
    return standingAt(file).all === files ? done : moved(file)
  }
  return success({
    file,
    write,
    append: (events) => write(() => append(events)),
    keepPolicy: (digest, texts, time) =>
      write((open) => {
        open
          .prepare('INSERT INTO policy_texts VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
          .run(digest, JSON.stringify(texts), time)
      }),
    clear: () => emptyWal(db),
    shrink: () => vacuum(db) && emptyWal(db),
    close: () => db.close(),
  })
}

/**
 * Until the file that was opened is known to be the one that stands there: an older one would be joined with the `-wal`
 * of the one that took its place.
 */
function openInPlace(file: string, options: StoreOptions): Result<Opened> {
  for (let tries = 0; tries < mostTries; tries++) {
    const made = options.mustExist ? noneIsMade(file) : makeFile(file)
    if (!made.ok) return made
    const before = standingAt(file)
    const opened = openOnce(file, options)
    const now = standingAt(file)
    const isSettled = opened.ok ? now.file === before.file : now.all === before.all
    if (isSettled && before.file !== '-') return opened
    if (opened.ok) opened.value.db.close()
  }
  return moved(file)
}

function openOnce(file: string, { busyTimeout = 5000, migrateAtMost }: StoreOptions): Result<Opened> {
  const opened = openDatabase(file, { timeout: busyTimeout, fileMustExist: true })
  if (!opened.ok) return opened
  const db = opened.value
  const ready = setUp(db, file, busyTimeout, migrateAtMost)
  if (ready.ok) return success({ db, files: standingAt(file).all, append: ready.value })
  db.close()
  return ready
}

function noneIsMade(file: string): Result<void> {
  if (standingAt(file).file !== '-') return success(undefined)
  return failure('no-file', file, `There is no audit log at ${file}.`)
}

/**
 * Made before SQLite opens it, because `-wal` and `-shm` take their mode from it. One that exists is never opened here:
 * closing it again would take away the locks that this process holds on it.
 */
function makeFile(file: string): Result<void> {
  const folder = ensureFolder(path.dirname(file), false)
  if (!folder.ok) return folder
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat === undefined) {
      const leadsNowhere = lstatSync(file, { throwIfNoEntry: false }) !== undefined
      closeSync(openSync(file, leadsNowhere ? 'a' : 'ax', 0o600))
    } else {
      accessSync(file, constants.W_OK)
      if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) chmodSync(file, 0o600)
    }
    return success(undefined)
  } catch (error) {
    // Somebody just took it away, or was quicker to make it.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EEXIST'))
      return success(undefined)
    const why = error instanceof Error ? error.message : String(error)
    return failure(
      'not-writable',
      file,
      `The audit log ${file} cannot be written (${why}); check its folder and rights.`,
    )
  }
}

function setUp(db: Database, file: string, busyTimeout: number, migrateAtMost?: number): Result<Appender> {
  const deadline = Date.now() + busyTimeout
  for (;;) {
    try {
      const checked = prepareSchema(db, file, migrateAtMost)
      return checked.ok ? success(newAppender(db)) : checked
    } catch (error) {
      const fault = faultOf(error, file)
      if (fault.error.code !== 'locked' || Date.now() >= deadline) return fault
      // Two first openers can block each other without SQLite's own waiting.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 20)
    }
  }
}

function prepareSchema(db: Database, file: string, migrateAtMost?: number): Result<void> {
  if (db.pragma('user_version', { simple: true }) === 0) {
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").pluck().get()
    if (tables === 0) {
      db.pragma('journal_mode = WAL')
      db.transaction(() => {
        if (db.pragma('user_version', { simple: true }) === 0) db.exec(schema)
      }).immediate()
    }
  }
  const before = checkSchema(db, file)
  if (!before.ok && before.error.code === 'older-log' && mayMigrate(db, migrateAtMost)) {
    db.transaction(() => migrate(db)).immediate()
  }
  const checked = before.ok ? before : checkSchema(db, file)
  if (checked.ok) {
    db.pragma('synchronous = NORMAL')
    // 16 MB of changes before they are brought into the database: each time waits for the disk.
    db.pragma('wal_autocheckpoint = 4000')
    // What is erased or pruned leaves no copy in free pages.
    db.pragma('secure_delete = ON')
  }
  return checked
}

/** Whether `db` is an audit log that this version can read. */
export function checkSchema(db: Database, file: string): Result<void> {
  if (db.pragma('application_id', { simple: true }) !== applicationId) {
    return failure('not-a-log', file, `${file} is a database of something else; choose another file for the audit log.`)
  }
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > schemaVersion) {
    return failure('newer-log', file, `The audit log ${file} was made by a newer Rehearsal; update this one.`)
  }
  if (version < schemaVersion) {
    return failure(
      'older-log',
      file,
      `The audit log ${file} was made by an older Rehearsal; the next call that is recorded, or \`rehearsal doctor\`, brings it up to date.`,
    )
  }
  return success(undefined)
}

function mayMigrate(db: Database, atMost = Number.POSITIVE_INFINITY): boolean {
  return Number(db.prepare('SELECT coalesce(max(seq), 0) FROM events').pluck().get()) <= atMost
}

function vacuum(db: Database): boolean {
  try {
    db.exec('VACUUM')
    return true
  } catch {
    return false
  }
}

function emptyWal(db: Database): boolean {
  try {
    const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    return result?.busy === 0
  } catch {
    return false
  }
}

function inTransaction<T>(db: Database, file: string, work: () => T): Result<T> {
  try {
    return success(db.transaction(work).immediate())
  } catch (error) {
    return faultOf(error, file)
  }
}
