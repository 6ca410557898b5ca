import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** A file that was not written again for so long is thrown away with the next one that is kept, in ms. */
const oldest = 30 * 24 * 3_600_000

/** What stands in a file that only its user can write, at most `largest` bytes; null for any other. Never throws. */
export function readOwnFile(file: string, largest: number): Buffer | null {
  let fd: number | undefined
  try {
    fd = openSync(file, 'r')
    const { uid, mode, size } = fstatSync(fd)
    const others = process.platform !== 'win32' && (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    return others || size > largest ? null : readFileSync(fd)
  } catch {
    return null
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

/** Keeps a file, readable for its user alone; false when that cannot be done. Another process sees all of it or none. */
export function keepOwnFile(target: string, content: string | Buffer): boolean {
  const draft = `${target}.${process.pid}`
  try {
    rmSync(draft, { force: true })
    writeFileSync(draft, content, { mode: 0o600, flag: 'wx' })
    renameSync(draft, target)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}

/** Throws away what was not written again for a month; throws what looking throws. */
export function throwAwayOld(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    const { mtimeMs = now } = statSync(file, { throwIfNoEntry: false }) ?? {}
    if (now - mtimeMs > oldest) rmSync(file, { force: true })
  }
}
