import { readFileSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'
import darwinArm64 from 'better-sqlite3/darwin-arm64'
import darwinX64 from 'better-sqlite3/darwin-x64'
import linuxArm64 from 'better-sqlite3/linux-arm64'
import linuxX64 from 'better-sqlite3/linux-x64'
import muslArm64 from 'better-sqlite3/linuxmusl-arm64'
import muslX64 from 'better-sqlite3/linuxmusl-x64'
import windowsArm64 from 'better-sqlite3/win32-arm64'
import windowsX64 from 'better-sqlite3/win32-x64'
import { failure, type Result, success } from './result.ts'

export type Database = Sqlite.Database
export type Statement = Sqlite.Statement

/** Older ones are killed by loading the native binary. */
const oldestNode = 22

/**
 * Each entry loads its native binary only when a database is opened. Named one by one so that a bundler with a `copy`
 * loader for `.node` finds all of them; the package's own entry looks for them in a folder that a bundle does not have.
 */
const entries: Readonly<Record<string, typeof Sqlite>> = {
  'darwin-arm64': darwinArm64,
  'darwin-x64': darwinX64,
  'linux-arm64': linuxArm64,
  'linux-x64': linuxX64,
  'linuxmusl-arm64': muslArm64,
  'linuxmusl-x64': muslX64,
  'win32-arm64': windowsArm64,
  'win32-x64': windowsX64,
}

/** Opens `file`; never throws, and loads nothing native where that would end the process. */
export function openDatabase(file: string, options: Sqlite.Options): Result<Database> {
  const node = process.versions.node
  if (Number.parseInt(node, 10) < oldestNode) {
    return failure(
      'node-too-old',
      file,
      `The audit log needs Node ${oldestNode} or later, and this is Node ${node}; start Rehearsal with a newer Node. Events wait in the spool folder until then.`,
    )
  }
  const Entry = entries[`${systemName()}-${process.arch}`]
  if (Entry === undefined) {
    return failure('no-native-binary', file, `There is no SQLite binary for ${process.platform} on ${process.arch}.`)
  }
  try {
    return success(new Entry(file, options))
  } catch (error) {
    return faultOf(error, file)
  }
}

/** The fault that an error thrown by SQLite stands for. */
export function faultOf(error: unknown, file: string): Extract<Result<never>, { ok: false }> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = error instanceof Error ? error.message : String(error)
  // A file of the log that ends sooner than SQLite knows is no longer the one that belongs to it.
  if (code === 'SQLITE_IOERR_SHORT_READ') return moved(file)
  // Those who begin at once gave way to each other too often, or cleared away the same old file.
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL|IOERR_DELETE_NOENT)/.test(code)) {
    return failure('locked', file, `The audit log ${file} is locked by another process; try again.`)
  }
  if (/^SQLITE_FULL/.test(code))
    return failure('full', file, `The disk of the audit log ${file} is full; free some space.`)
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return failure(
      'damaged',
      file,
      `The audit log ${file} is damaged (${why}); move it away, with the -wal and -shm files beside it, and a new one is started.`,
    )
  }
  if (/^SQLITE_(CANTOPEN|PERM|READONLY|AUTH|IOERR)/.test(code) || why.includes('directory does not exist')) {
    return failure(
      'not-writable',
      file,
      `The audit log ${file} cannot be opened (${why}); check its folder and rights.`,
    )
  }
  if (/^ERR_DLOPEN|^MODULE_NOT_FOUND/.test(code)) {
    return failure('no-native-binary', file, `SQLite could not be loaded (${why}); install Rehearsal again.`)
  }
  return failure('damaged', file, `The audit log ${file} could not be used (${why}).`)
}

/** The fault of a log whose files are no longer those that were opened. */
export function moved(file: string): Result<never> & { ok: false } {
  return failure('moved', file, `The audit log ${file} was moved, deleted or replaced while it was used; try again.`)
}

function systemName(): string {
  return process.platform === 'linux' && usesMusl() ? 'linuxmusl' : process.platform
}

function usesMusl(): boolean {
  try {
    return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-')
  } catch {
    return false
  }
}
