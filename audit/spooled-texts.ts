import { readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder } from './place.ts'
import { randomHex } from './random.ts'
import type { AuditFault } from './result.ts'
import { drainFault, spoolVersion } from './spool.ts'
import type { PolicyText, Store } from './store.ts'

/** Ending of a spool file that holds the texts which one policy was made from. */
export const textsEnding = '.texts'

interface SpooledTexts {
  readonly v: number
  readonly digest: string
  readonly texts: readonly PolicyText[]
  readonly time: string
}

/**
 * Puts the texts of a policy into the spool, so that they come into the log whoever opens it next; false where the spool
 * cannot be written. A drain sees the whole file or none.
 */
export function spoolTexts(folder: string, digest: string, texts: readonly PolicyText[], time: string): boolean {
  const file = path.join(folder, `${process.pid}-${randomHex(6)}${textsEnding}`)
  const draft = `${file}.part`
  try {
    if (!ensureFolder(folder, true).ok) return false
    writeFileSync(draft, JSON.stringify({ v: spoolVersion, digest, texts, time } satisfies SpooledTexts), {
      mode: 0o600,
    })
    renameSync(draft, file)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}

/** Brings one such file into the log and removes it; two at once do no harm. What cannot be read is set aside. */
export function drainTexts(store: Store, file: string): AuditFault | null {
  try {
    const spooled = textsIn(readFileSync(file, 'utf8'))
    if (spooled === null) {
      renameSync(file, `${file}.unreadable`)
      return null
    }
    const kept = store.keepPolicy(spooled.digest, spooled.texts, spooled.time)
    if (!kept.ok) return kept.error
    unlinkSync(file)
    return null
  } catch (error) {
    return drainFault(error, file)
  }
}

function textsIn(json: string): SpooledTexts | null {
  try {
    const value = JSON.parse(json) as SpooledTexts | null
    const isWhole = value?.v === spoolVersion && Array.isArray(value.texts)
    return isWhole && typeof value.digest === 'string' && typeof value.time === 'string' ? value : null
  } catch {
    return null
  }
}
