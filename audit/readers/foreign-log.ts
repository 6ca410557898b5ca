import { failure, type Result, success } from '../result.ts'
import type { ForeignEvent, LogFormat } from './foreign-event.ts'
import type { ForeignVerification } from './verification.ts'

/** An entry of another system's log, or why what stands there is none. */
export interface LogEntry {
  /** The line, counted from 1, or the row's id. */
  readonly line: number
  /** Where `read` finds it again: a byte and a length, or the row's id. */
  readonly start: number
  readonly length: number
  readonly event: ForeignEvent | null
  readonly odd: string
}

/** Another system's log, opened in place and for reading only. What the file system throws comes out of its methods. */
export interface ForeignLog {
  readonly format: LogFormat
  readonly file: string
  /** Whether `entries` begins with the newest. */
  readonly newestFirst: boolean
  entries(): Generator<LogEntry>
  /** One entry again; null when the file changed there. */
  read(entry: Pick<LogEntry, 'line' | 'start' | 'length'>): ForeignEvent | null
  verify(): ForeignVerification
  close(): void
}

/** What the file system threw while `file` was read, as a fault. */
export function unreadable(file: string, error: unknown): Extract<Result<never>, { ok: false }> {
  const why = error instanceof Error ? error.message : String(error)
  return failure('damaged', file, `${file} cannot be read (${why}).`)
}

/** Checks the log by its system's own rules. */
export function verifyForeign(log: ForeignLog): Result<ForeignVerification> {
  try {
    return success(log.verify())
  } catch (error) {
    return unreadable(log.file, error)
  }
}
