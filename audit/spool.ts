import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import { newEventId } from './event-id.ts'
import { ensureFolder } from './place.ts'
import { type AuditFault, failure, type Result, success } from './result.ts'
import type { PreparedEvent } from './row.ts'

/** Version of a spool line; a drain keeps lines of later versions aside. */
export const spoolVersion = 1
/** Ending of a file that its process still writes to. */
export const spoolEnding = '.jsonl'
/** Ending of a file that a drain has taken: nobody starts new lines in it. */
export const takenEnding = '.taken'

/** Where one process puts events before it answers; `drain` brings them into the database. */
export interface Spool {
  /** Writes one line. On success the line survives the death of this process at any later point. */
  append(event: PreparedEvent): Result<void>
  close(): void
}

/**
 * The spool of this process in `folder`. Nothing is made before the first event. A drain of another process may take
 * the file away by renaming it: an append looks for its file after the write and writes again to a new one if it is
 * gone, so a line is either seen by the drain that reads after its rename, or stands in the next file (or in both,
 * which the event's id makes harmless).
 */
export function openSpool(folder: string): Spool {
  let file: { readonly name: string; readonly fd: number } | undefined
  let halfLine = false

  function close(): void {
    if (file !== undefined) closeSync(file.fd)
    file = undefined
    halfLine = false
  }

  function write(line: string): boolean {
    if (file !== undefined && isGone(file.name)) close()
    file ??= create(folder)
    const bytes = Buffer.from(halfLine ? `\n${line}` : line)
    halfLine = true
    if (writeSync(file.fd, bytes) !== bytes.length) throw new Error('the disk took only a part of the line')
    halfLine = false
    return !isGone(file.name)
  }

  function append(event: PreparedEvent): Result<void> {
    const line = `${JSON.stringify({ v: spoolVersion, ...event })}\n`
    try {
      for (let attempt = 0; attempt < 100; attempt++) {
        if (write(line)) return success(undefined)
        close()
      }
      return cannotWrite(folder, 'the file disappears as soon as it is made')
    } catch (error) {
      return cannotWrite(folder, error instanceof Error ? error.message : String(error))
    }
  }

  return { append, close }
}

function isGone(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false }) === undefined
}

function create(folder: string): { name: string; fd: number } {
  const made = ensureFolder(folder, true)
  if (!made.ok) throw new Error(made.error.message)
  // Drains take files by name: what was judged earlier goes into the log earlier.
  const name = path.join(folder, `${newEventId(Date.now())}${spoolEnding}`)
  return { name, fd: openSync(name, 'ax', 0o600) }
}

/** What an error while a drain reads and removes a spool file comes to; null where another drain was quicker, which brought in what it held. */
export function drainFault(error: unknown, file: string): AuditFault | null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  const why = error instanceof Error ? error.message : String(error)
  return failure('not-writable', file, `The spool file ${file} could not be read and removed (${why}).`).error
}

function cannotWrite(folder: string, why: string): { ok: false; error: AuditFault } {
  const sentence = `The event could not be written to ${folder} (${why}); free space there or make it writable for you.`
  return failure('not-writable', folder, sentence)
}
