import { closeSync, openSync, readSync } from 'node:fs'

/** A piece of a file that holds one entry. */
export interface Piece {
  /** The line that it begins on, counted from 1. */
  readonly line: number
  /** Where its first byte stands in the file. */
  readonly start: number
  /** Its bytes; null when there are more than `longestPiece`. */
  readonly bytes: Buffer | null
}

/** Longer entries are reported and skipped, in bytes. */
export const longestPiece = 64 * 1024 * 1024
const chunkSize = 256 * 1024
const lineFeed = 10

/** The file in chunks, each a buffer of its own; throws what the file system throws. */
export function* chunksOf(file: string): Generator<Buffer> {
  const handle = openSync(file, 'r')
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(chunkSize)
      const size = readSync(handle, chunk, 0, chunkSize, null)
      if (size === 0) return
      yield chunk.subarray(0, size)
    }
  } finally {
    closeSync(handle)
  }
}

/** The lines of a file without their line feeds, blank ones too; only a line feed ends one. */
export function* linesOf(file: string): Generator<Piece> {
  let [line, start, at] = [1, 0, 0]
  let parts = new Parts()
  for (const chunk of chunksOf(file)) {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      parts.add(chunk.subarray(from, end))
      yield { line, start, bytes: parts.whole() }
      parts = new Parts()
      from = end + 1
      line++
      start = at + from
    }
    parts.add(chunk.subarray(from))
    at += chunk.length
  }
  if (start < at) yield { line, start, bytes: parts.whole() }
}

/** The `length` bytes from `start` on. */
export function bytesAt(file: string, start: number, length: number): Buffer {
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(handle, bytes, 0, length, start))
  } finally {
    closeSync(handle)
  }
}

/** Bytes gathered over chunks. */
export class Parts {
  private readonly parts: Buffer[] = []
  private size = 0

  add(part: Buffer): void {
    this.size += part.length
    if (this.size > longestPiece) this.parts.length = 0
    else this.parts.push(part)
  }

  /** Null when it grew too long. */
  whole(): Buffer | null {
    if (this.size > longestPiece) return null
    return this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts)
  }
}
