import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder, type Machine, stateFolder } from '../audit/place.ts'
import { type LauncherTarget, posixLauncher, windowsLauncher } from './launcher-text.ts'

/** Where the launcher stands: outside of whatever an update replaces. */
export function launcherFile(machine: Machine): string {
  const windows = machine.platform === 'win32'
  const join = windows ? path.win32.join : path.posix.join
  return join(stateFolder(machine), 'bin', windows ? 'rehearsal.cmd' : 'rehearsal')
}

/** Writes the launcher for this very command line, unless it stands there already; false when it cannot be written. */
export function installLauncher(machine: Machine): boolean {
  const file = launcherFile(machine)
  const text = machine.platform === 'win32' ? windowsLauncher(thisCommandLine()) : posixLauncher(thisCommandLine())
  try {
    if (readFileSync(file, 'utf8') === text) return true
  } catch {
    // It is not there yet.
  }
  const draft = `${file}.${process.pid}.tmp`
  try {
    if (!ensureFolder(path.dirname(file), true).ok) return false
    writeFileSync(draft, text, { mode: 0o700 })
    renameSync(draft, file)
    return true
  } catch {
    return false
  }
}

function thisCommandLine(): LauncherTarget {
  return {
    node: process.execPath,
    electron: process.versions.electron !== undefined,
    cli: realpathSync(process.argv[1] ?? ''),
  }
}
