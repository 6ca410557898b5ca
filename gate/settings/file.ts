import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'

/** The text of a settings file; empty when there is none. Throws when it exists and cannot be read as UTF-8. */
export function readSettings(file: string): string {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Error('it is not UTF-8')
  }
}

/**
 * Replaces a settings file in one step, with its mode and behind its symbolic link. Where `text` is empty the file goes,
 * but behind a link, which somebody made for it, an empty map stays. Throws when that cannot be done.
 */
export function writeSettings(file: string, text: string): void {
  const linked = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
  const target = linked ? behindLink(file) : file
  if (text === '' && !linked) {
    rmSync(target, { force: true })
    return
  }
  mkdirSync(path.dirname(target), { recursive: true })
  const draft = `${target}.${process.pid}.tmp`
  const mode = statSync(target, { throwIfNoEntry: false })?.mode
  // A file that its owner made read-only is not to be replaced either.
  if (mode !== undefined) accessSync(target, constants.W_OK)
  try {
    writeFileSync(draft, text === '' ? '{}\n' : text, { mode: 0o600 })
    if (mode !== undefined) chmodSync(draft, mode & 0o777)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Where the link leads, also when nothing is there yet. */
function behindLink(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return path.resolve(path.dirname(file), readlinkSync(file))
  }
}
