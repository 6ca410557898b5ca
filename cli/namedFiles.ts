import { statSync } from 'node:fs'
import { scanFolder } from '../analysis/scan.ts'
import { exitWith, readNamedFile, readQuietly } from './files.ts'

/** A file to look at, with its text. */
export interface NamedFile {
  readonly path: string
  readonly text: string
  /** False for one that was found in a folder: it may turn out to be no policy, and nobody asked for it by name. */
  readonly named: boolean
}

/** What the arguments of a command name: files as they are, and for a folder what below it may be a policy or a test file. */
export interface NamedFiles {
  readonly files: readonly NamedFile[]
  /** Arguments that could not be read; each was said on stderr and the exit code is 2. */
  readonly unreadable: readonly string[]
}

export async function namedFiles(args: readonly string[]): Promise<NamedFiles> {
  const files: NamedFile[] = []
  const unreadable: string[] = []
  const seen = new Set<string>()
  const add = (path: string, named: boolean) => {
    if (seen.has(path)) return
    seen.add(path)
    const text = named ? readNamedFile(path) : readQuietly(path)
    if (text !== null) files.push({ path, text, named })
    else if (named) unreadable.push(path)
  }
  for (const arg of args) {
    if (!isFolder(arg)) add(arg, true)
    else for (const path of await within(arg)) add(path, false)
  }
  return { files, unreadable }
}

async function within(folder: string): Promise<readonly string[]> {
  const { paths, cut } = await scanFolder(folder, ['**/*.{yaml,yml,json,jsonc}'], [])
  if (cut) {
    process.stderr.write(`rehearsal: ${folder} holds more files than are looked at; name the folders with policies\n`)
    exitWith(2)
  }
  return paths
}

/** Says that a command found nothing to look at; exit code 2. */
export function nothingFound(args: readonly string[]): void {
  process.stderr.write(`rehearsal: no policy and no test file in ${args.join(', ')}\n`)
  exitWith(2)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
