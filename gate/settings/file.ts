import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The text of a settings file; empty when there is none. Throws when it exists and cannot be read. */
export function readSettings(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** Replaces a settings file in one step, with its mode and behind its symbolic link; removes it where `text` is empty. */
export function writeSettings(file: string, text: string): void {
  const target = realFile(file)
  if (text === '') {
    rmSync(target, { force: true })
    return
  }
  mkdirSync(path.dirname(target), { recursive: true })
  const draft = `${target}.${process.pid}.tmp`
  const mode = statSync(target, { throwIfNoEntry: false })?.mode
  writeFileSync(draft, text, { mode: 0o600 })
  if (mode !== undefined) chmodSync(draft, mode & 0o777)
  renameSync(draft, target)
}

function realFile(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
