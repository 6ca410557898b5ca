import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { FilesNamedBy } from '../analysis/policyDocument.ts'
import { namedFiles } from '../audit/named-files.ts'

/** A file named on the command line; a sentence on stderr and exit code 2 when it cannot be read. */
export function readNamedFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error)
    process.stderr.write(`rehearsal: cannot read ${path}: ${why}\n`)
    process.exitCode = 2
    return null
  }
}

/** Raises the exit code to `code`; a lower one never hides a higher. */
export function exitWith(code: 1 | 2): void {
  process.exitCode = Math.max(Number(process.exitCode ?? 0), code)
}

/** A file's text; null when it cannot be read, without a word. */
export function readQuietly(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The documents that a policy calls for, from the folder where the command was started, as the engine takes them. */
export const filesNamedBy: FilesNamedBy = (document, before = []) => {
  const [start, beside] = [process.cwd(), dirname(resolve(document))]
  return namedFiles({ start, startIs: 'the working directory', before, beside })
}
