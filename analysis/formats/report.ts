import { createHash } from 'node:crypto'
import { relative, resolve, sep } from 'node:path'
import type { Severity } from '../../evaluator/problem.ts'
import type { Region } from '../lines.ts'

/** Something to be shown at a place of a file, as every printer takes it. */
export interface Remark {
  /** The file as a path from the root of the sources, with `/`; see `sourcePath`. */
  readonly file: string
  readonly severity: Severity
  /** Kebab-case: which kind of remark it is. */
  readonly code: string
  readonly message: string
  /** Absent: the remark is about the whole file. */
  readonly region?: Region
  /** The text of its first line: what its fingerprint is made of, so that it survives the line being moved. */
  readonly lineText?: string
  readonly fixes?: readonly Mend[]
}

/** A change that mends what a remark is about. */
export interface Mend {
  readonly title: string
  readonly changes: readonly { readonly region: Region; readonly newText: string }[]
}

/** What is known of one kind of remark; `page` is markdown. */
export interface Kind {
  readonly code: string
  readonly title: string
  readonly severity: Severity
  readonly page: string
}

/** A path as reports name it: from `root`, which is absolute, with `/`; what lies outside is absolute. */
export function sourcePath(file: string, root: string): string {
  const absolute = resolve(file)
  const path = relative(root, absolute)
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || path.startsWith(sep) || /^[a-z]:/i.test(path)) {
    return absolute.split(sep).join('/')
  }
  return path.split(sep).join('/')
}

/**
 * For each remark a text that stays the same while lines above it come and go: made of its file, its code and its own
 * line, and of its count among equals.
 */
export function fingerprints(remarks: readonly Remark[]): string[] {
  const seen = new Map<string, number>()
  return remarks.map(({ file, code, message, lineText }) => {
    const hash = createHash('sha256')
      .update(JSON.stringify([file, code, lineText?.trim() ?? message]))
      .digest('hex')
      .slice(0, 24)
    const count = (seen.get(hash) ?? 0) + 1
    seen.set(hash, count)
    return `${hash}:${count}`
  })
}
