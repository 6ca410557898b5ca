import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/**
 * `count` random bytes in hex, from the system itself where it has a file of them: a hook lives for milliseconds, and
 * loading a library for them would take some.
 */
export function randomHex(count: number): string {
  return fromSystem(count) ?? randomBytes(count).toString('hex')
}

function fromSystem(count: number): string | null {
  if (process.platform === 'win32') return null
  let fd: number | undefined
  try {
    fd = openSync('/dev/urandom', 'r')
    const bytes = Buffer.alloc(count)
    return readSync(fd, bytes) === count ? bytes.toString('hex') : null
  } catch {
    return null
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
