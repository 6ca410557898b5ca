import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { failure, type Result, success } from './result.ts'

/** What decides where state lives; handed in, never read from the machine here. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly homedir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Everything that belongs to one audit log. */
export interface LogPlace {
  readonly database: string
  /** Holds the spool files of the processes that write to this log. */
  readonly spool: string
  /** The key for arguments that are stored hashed. */
  readonly key: string
}

/**
 * The user's state folder: `$XDG_STATE_HOME/rehearsal` or `~/.local/state/rehearsal`, on macOS
 * `~/Library/Application Support/rehearsal`, on Windows `%LOCALAPPDATA%\rehearsal`. A relative `XDG_STATE_HOME` is
 * ignored, as the XDG specification asks.
 */
export function stateFolder(machine: Machine): string {
  const { env, homedir, platform } = machine
  if (platform === 'win32') {
    return path.win32.join(env.LOCALAPPDATA || path.win32.join(homedir, 'AppData', 'Local'), 'rehearsal')
  }
  if (platform === 'darwin') return path.posix.join(homedir, 'Library', 'Application Support', 'rehearsal')
  const given = env.XDG_STATE_HOME
  const base = given && path.posix.isAbsolute(given) ? given : path.posix.join(homedir, '.local', 'state')
  return path.posix.join(base, 'rehearsal')
}

/** The real path of the git root that holds `folder`, else of `folder` itself; as written when it does not exist. */
export function workspaceRoot(folder: string): string {
  const real = realPath(path.resolve(folder))
  for (let at = real; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at
    if (path.dirname(at) === at) return real
  }
}

/** The folder that keeps the state of the workspace around `folder`: its log, and files of other parts beside it. */
export function workspaceState(folder: string, machine: Machine): string {
  const name = createHash('sha256').update(workspaceRoot(folder)).digest('hex').slice(0, 16)
  return joinFor(machine)(stateFolder(machine), name)
}

/** The place of the log of the workspace around `folder`. */
export function logPlace(folder: string, machine: Machine): LogPlace {
  return placeOf(joinFor(machine)(workspaceState(folder, machine), 'audit.db'))
}

/** What belongs to the log whose database is `database` (`--audit PATH`). */
export function placeOf(database: string): LogPlace {
  const stem = database.replace(/\.(db|sqlite3?)$/i, '')
  return { database, spool: `${stem}.spool`, key: `${stem}.key` }
}

/** Makes `folder` with mode 0700; one that exists already is set to 0700 only where it is `ours` alone. */
export function ensureFolder(folder: string, ours: boolean): Result<void> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (ours && process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
    return success(undefined)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failure(
      'no-folder',
      folder,
      `The folder ${folder} cannot be made or used (${why}); make it writable for you.`,
    )
  }
}

function joinFor(machine: Machine): (...parts: string[]) => string {
  return machine.platform === 'win32' ? path.win32.join : path.posix.join
}

function realPath(folder: string): string {
  try {
    return realpathSync.native(folder)
  } catch {
    return folder
  }
}
