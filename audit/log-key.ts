import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder, type LogPlace } from './place.ts'
import { failure, type Result, success } from './result.ts'

/** The key that hashes this log's arguments (32 bytes, file of mode 0600), made when there is none. */
export function logKey(place: LogPlace): Result<Uint8Array> {
  const made = ensureFolder(path.dirname(place.key), false)
  if (!made.ok) return made
  try {
    const key = readKey(place.key) ?? makeKey(place.key)
    if (key.length === 32) return success(key)
    return failure('damaged', place.key, `The key file ${place.key} is damaged; delete it, and hashes start afresh.`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failure('not-writable', place.key, `The key file ${place.key} cannot be read or made (${why}).`)
  }
}

function readKey(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Written aside first: of several processes that make it at once all get the one that stands there in the end, whole. */
function makeKey(file: string): Buffer {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(draft, randomBytes(32), { flag: 'wx', mode: 0o600 })
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(file)
}
