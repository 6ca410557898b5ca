import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder } from '../audit/place.ts'
import type { Mode } from '../evaluator/effect.ts'
import type { DialectName } from '../evaluator/policy.ts'

/** What a policy was when it last loaded; keeps a deleted or broken one from being forgotten. */
export interface RememberedPolicy {
  /** Absolute path of its first file, which is its key. */
  readonly file: string
  readonly name: string
  readonly dialect: DialectName
  readonly digest: string
  readonly mode: Mode
  /** True when the document, a rule of it or an override was ever seen to enforce since it last changed. */
  readonly enforcing: boolean
  /** ISO 8601; when this state was first seen. */
  readonly since: string
  /** The project root it was discovered under, when no `--policy` named it. */
  readonly discoveredIn?: string
}

/** What was remembered of the policy at `file`; null when it never loaded, or nothing can be read. */
export function recall(folder: string, file: string): RememberedPolicy | null {
  return read(pathOf(folder, file))
}

/** Everything remembered in `folder`. */
export function recallAll(folder: string): readonly RememberedPolicy[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    return names.flatMap((name) => read(path.join(folder, name)) ?? [])
  } catch {
    return []
  }
}

/** Keeps `policy`; false when it cannot be written. Another process sees the old state or the new, never a part. */
export function remember(folder: string, policy: RememberedPolicy): boolean {
  const target = pathOf(folder, policy.file)
  const draft = `${target}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    const made = ensureFolder(folder, true)
    if (!made.ok) return false
    writeFileSync(draft, JSON.stringify(policy), { mode: 0o600 })
    renameSync(draft, target)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}

/** Forgets the policy at `file`, so that its absence no longer stops anything; false when it was not known. */
export function forget(folder: string, file: string): boolean {
  if (recall(folder, file) === null) return false
  rmSync(pathOf(folder, file), { force: true })
  return true
}

function pathOf(folder: string, file: string): string {
  return path.join(folder, `${createHash('sha256').update(file).digest('hex').slice(0, 24)}.json`)
}

function read(file: string): RememberedPolicy | null {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as RememberedPolicy
    const whole = typeof value.file === 'string' && typeof value.digest === 'string' && typeof value.mode === 'string'
    return whole ? value : null
  } catch {
    return null
  }
}
