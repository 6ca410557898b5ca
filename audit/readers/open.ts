import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { failure, type Result, success } from '../result.ts'
import { applicationId } from '../schema.ts'
import { applicationIdOf } from './application-id.ts'
import { openCapfence } from './capfence-database.ts'
import { databaseLog } from './database-log.ts'
import { detectFormat } from './detect.ts'
import { type ForeignLog, unreadable } from './foreign-log.ts'
import { textLog } from './text-log.ts'

/**
 * Opens `file` when it is a log of another system, known by its content; null when it is one of Rehearsal's own, empty,
 * or not there. `not-a-log` when it is nothing known.
 */
export function openForeignLog(file: string): Result<ForeignLog | null> {
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat === undefined || (stat.isFile() && stat.size === 0)) return success(null)
    if (!stat.isFile()) return failure('not-a-log', file, `${file} is no file; name the log itself.`)
    const head = firstBytes(file)
    if (head.toString('latin1', 0, 16) === 'SQLite format 3\0') return openDatabaseLog(file)
    const found = detectFormat(file)
    if (found !== null) return success(textLog(file, found.format, found.container))
    return failure('not-a-log', file, `${file} is no log that Rehearsal knows; docs/logs.md lists the formats.`)
  } catch (error) {
    // Somebody just took it away.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return success(null)
    return unreadable(file, error)
  }
}

function openDatabaseLog(file: string): Result<ForeignLog | null> {
  if (applicationIdOf(file) === applicationId) return success(null)
  const opened = openCapfence(file)
  if (!opened.ok) return opened
  const { kind, database } = opened.value
  if (kind === 'capfence') return success(databaseLog(file, database))
  database.close()
  if (kind === 'rehearsal' || kind === 'nothing') return success(null)
  return failure(
    'not-a-log',
    file,
    `${file} is a database of something else; docs/logs.md lists the logs that can be read.`,
  )
}

function firstBytes(file: string): Buffer {
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(100)
    return bytes.subarray(0, readSync(handle, bytes, 0, 100, 0))
  } finally {
    closeSync(handle)
  }
}
