import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder, type LogPlace } from './place.ts'
import { failure, type Result, success } from './result.ts'

/** The key that hashes this log's arguments (32 bytes, file of mode 0600), made when there is none. */
export function logKey(place: LogPlace): Result<Uint8Array> {
  const made = ensureFolder(path.dirname(place.key), false)
  if (!made.ok) return made
  try {
    writeFileSync(place.key, randomBytes(32), { flag: 'wx', mode: 0o600 })
  } catch {
    // It exists, or the read below says what is wrong.
  }
  try {
    const key = readFileSync(place.key)
    if (key.length === 32) return success(key)
    return failure('damaged', place.key, `The key file ${place.key} is damaged; delete it, and hashes start afresh.`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failure('not-writable', place.key, `The key file ${place.key} cannot be read or made (${why}).`)
  }
}
