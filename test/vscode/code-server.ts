import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeServerEntry } from './install.mjs'
import { type Started, start } from './processes.ts'
import { until } from './until.ts'

/** The folders of one VS Code, all below one temporary folder. */
export interface Places {
  readonly root: string
  readonly home: string
  readonly userData: string
  readonly extensions: string
}

/** A served VS Code. */
export interface Served {
  readonly url: string
  /** What the server wrote so far, for messages about failures. */
  log(): string
  end(): Promise<void>
}

/** Makes the folders and writes the user settings. */
export function preparePlaces(root: string, settings: Record<string, unknown>): Places {
  const places = {
    root,
    home: join(root, 'home'),
    userData: join(root, 'user-data'),
    extensions: join(root, 'extensions'),
  }
  for (const folder of [places.home, join(places.userData, 'User'), places.extensions]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
  writeFileSync(join(places.userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2))
  return places
}

/** Installs extensions from VSIX files, as users do on the command line. */
export async function installExtensions(places: Places, vsixFiles: readonly string[]): Promise<void> {
  const flags = vsixFiles.flatMap((vsix) => ['--install-extension', vsix])
  const run = codeServer(places, [...flags, '--force'], {})
  const code = await run.exited
  await run.end()
  if (code !== 0) throw new Error(`installing ${vsixFiles.join(', ')} failed:\n${run.stdout()}${run.stderr()}`)
}

/** Serves a folder on a free port of the loopback interface; returns when the server answers. */
export async function serve(
  places: Places,
  options: { trusted: boolean; env: Record<string, string> },
): Promise<Served> {
  const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check']
  if (options.trusted) flags.push('--disable-workspace-trust')
  const server = codeServer(places, flags, options.env)
  let code: number | null | undefined
  void server.exited.then((value) => {
    code = value
  })
  const log = () => server.stdout() + server.stderr()
  try {
    const url = await until('code-server to listen', () => {
      if (code !== undefined) return { seen: `it ended with ${code}: ${log()}` }
      const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log())?.[1]
      return address === undefined ? { seen: log() } : { found: address }
    })
    await until(`an answer from ${url}`, async () => {
      const { status } = await fetch(`${url}/healthz`)
      return status === 200 ? { found: true } : { seen: `status ${status}` }
    })
    return { url, log, end: server.end }
  } catch (error) {
    await server.end()
    throw error
  }
}

function codeServer(places: Places, flags: readonly string[], env: Record<string, string>): Started {
  const folders = ['--user-data-dir', places.userData, '--extensions-dir', places.extensions]
  return start(process.execPath, [codeServerEntry, ...folders, ...flags], {
    cwd: dirname(codeServerEntry),
    env: { PATH: process.env.PATH ?? '', HOME: places.home, LANG: 'C.UTF-8', ...env },
  })
}
