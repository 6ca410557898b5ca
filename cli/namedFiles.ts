import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { amount } from '../analysis/amount.ts'
import { type Scan, scanFolder } from '../analysis/scan.ts'
import { escapeForDisplay } from '../audit/display.ts'
import { expectedPolicies } from './expectedPolicies.ts'
import { exitWith, readNamedFile, readQuietly } from './files.ts'

/** A file to look at, with its text. */
export interface NamedFile {
  readonly path: string
  readonly text: string
  /** False for one that was found in a folder: it may turn out to be no policy, and nobody asked for it by name. */
  readonly named: boolean
  /** Why it should be a policy, where something takes it for one. */
  readonly expected?: string
}

/** What the arguments of a command name: files as they are, and for a folder what below it may be a policy or a test file. */
export interface NamedFiles {
  readonly files: readonly NamedFile[]
  /** Arguments that could not be read; each was said on stderr and the exit code is 2. */
  readonly unreadable: readonly string[]
  /** YAML and JSON files of the folders that nothing takes for a policy, by their beginning. */
  readonly others: readonly string[]
}

export async function namedFiles(args: readonly string[]): Promise<NamedFiles> {
  const files: NamedFile[] = []
  const unreadable: string[] = []
  const others = new Set<string>()
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
    else {
      const found = await within(arg)
      for (const path of found.paths) add(path, false)
      for (const path of found.others) others.add(path)
    }
  }
  const expected = others.size + files.length === 0 ? new Map() : expectedPolicies(files)
  for (const path of others) if (expected.has(resolve(path)) || seen.has(path)) add(path, false)
  return {
    files: files.map((file) => {
      const why = file.named ? undefined : expected.get(resolve(file.path))
      return why === undefined ? file : { ...file, expected: why }
    }),
    unreadable,
    others: [...others].filter((path) => !seen.has(path)),
  }
}

async function within(folder: string): Promise<Scan> {
  const found = await scanFolder(folder, ['**/*.{yaml,yml,json,jsonc}'], [])
  if (found.cut) {
    process.stderr.write(`rehearsal: ${folder} holds more files than are looked at; name the folders with policies\n`)
    exitWith(2)
  }
  return found
}

/** Says that a command found nothing to look at; exit code 2. */
export function nothingFound(args: readonly string[]): void {
  process.stderr.write(`rehearsal: no policy and no test file in ${args.join(', ')}\n`)
  exitWith(2)
}

/** So many files are named in a sentence. */
const mostNamed = 8

/** Says on stderr which files of a folder are nobody's policy: a policy that vanished stands among them. */
export function sayOthers(paths: readonly string[]): void {
  if (paths.length === 0) return
  const named = paths.slice(0, mostNamed).map(escapeForDisplay)
  const more = paths.length > mostNamed ? [`${paths.length - mostNamed} more`] : []
  const what = amount(paths.length, 'YAML or JSON file is', 'YAML or JSON files are')
  process.stderr.write(`rehearsal: ${what} no policy of any system: ${[...named, ...more].join(', ')}\n`)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
