import { closeSync, openSync, readSync } from 'node:fs'
import { eventColumns, type PreparedEvent } from './row.ts'
import { spoolVersion } from './spool.ts'

const chunkBytes = 1 << 20
const lineFeed = 0x0a

/**
 * The lines of a spool file in order, each with whether a line feed ended it. Memory holds one chunk and one line.
 * Throws what reading throws.
 */
export function* spoolLines(file: string): Generator<{ text: string; ended: boolean }> {
  const fd = openSync(file, 'r')
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    let pieces: Buffer[] = []
    for (let size = readSync(fd, chunk); size > 0; size = readSync(fd, chunk)) {
      let from = 0
      for (let at = chunk.indexOf(lineFeed); at !== -1 && at < size; at = chunk.indexOf(lineFeed, from)) {
        pieces.push(chunk.subarray(from, at))
        yield { text: Buffer.concat(pieces).toString(), ended: true }
        pieces = []
        from = at + 1
      }
      if (from < size) pieces.push(Buffer.from(chunk.subarray(from, size)))
    }
    if (pieces.length > 0) yield { text: Buffer.concat(pieces).toString(), ended: false }
  } finally {
    closeSync(fd)
  }
}

/** The event of one line, or null for what is none (half a line of a killed writer) or was written by a later version. */
export function eventOfLine(text: string): PreparedEvent | null {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof line !== 'object' || line === null || !('v' in line) || line.v !== spoolVersion) return null
  const { v: _, ...row } = line as Record<string, unknown>
  return Object.entries(row).every(fits) && hasIdentity(row) ? (row as unknown as PreparedEvent) : null
}

function hasIdentity(row: Record<string, unknown>): boolean {
  return [row.id, row.kind, row.time, row.source].every((value) => typeof value === 'string' && value !== '')
}

function fits([name, value]: [string, unknown]): boolean {
  if (typeof value === 'string' && !value.isWellFormed()) return false
  if (name === 'hits' || name === 'asked') return typeof value === 'string'
  if (!Object.hasOwn(eventColumns, name)) return false
  const form = eventColumns[name as keyof typeof eventColumns]
  return form === 'text' || form === 'json' ? typeof value === 'string' : Number.isSafeInteger(value)
}
