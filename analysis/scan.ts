import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ignore from 'ignore'
import { glob } from 'tinyglobby'
import { mayBePolicy } from './policyDocument.ts'
import { mayBeForeign } from './tests/foreign/index.ts'
import { isTestFilePath } from './tests/testFile.ts'

const mostFiles = 5_000
const headBytes = 4_096
const neverPolicies = ['**/node_modules/**', '**/.git/**', '**/package-lock.json', '**/pnpm-lock.yaml']

export interface Scan {
  /** Test files, and files whose beginning could be a policy's; what they are is settled by reading them. */
  readonly paths: readonly string[]
  /** The other files that were looked at: nothing at their beginning is a policy's. */
  readonly others: readonly string[]
  /** True when the folder holds more candidates than the scan looks at. */
  readonly cut: boolean
}

/** Finds files in a workspace folder that may be policies or tests, by the setting's globs, `.gitignore` and their first 4 KiB. */
export async function scanFolder(
  folder: string,
  include: readonly string[],
  exclude: readonly string[],
): Promise<Scan> {
  const found = await glob([...include], {
    cwd: folder,
    ignore: [...neverPolicies, ...exclude],
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
  })
  const ignored = ignore().add(await readFile(join(folder, '.gitignore'), 'utf8').catch(() => ''))
  const candidates = found.filter((path) => !ignored.ignores(path)).sort()
  const looked = candidates.slice(0, mostFiles).map((path) => join(folder, path))
  const ours = await Promise.all(looked.map(async (path) => isTestFilePath(path) || (await beginsLikeOurs(path))))
  const paths = looked.filter((_, index) => ours[index])
  return { paths, others: looked.filter((_, index) => !ours[index]), cut: candidates.length > mostFiles }
}

async function beginsLikeOurs(path: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = buffer.toString('utf8', 0, bytesRead)
    return mayBePolicy(head) || mayBeForeign(head)
  } catch {
    return false
  }
}
