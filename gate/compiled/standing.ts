import { readFileSync } from 'node:fs'
import { policyCandidates } from '../candidates.ts'
import { loadPart } from '../part.ts'
import type { GatePolicy } from '../policies.ts'
import { projectFiles } from '../project-files.ts'
import type { Asked } from './asked.ts'
import { formFolder, keepForm, readForm } from './cache.ts'
import { type Form, maker, policiesOf, type SeenFile } from './form.ts'

/** The policies that stand, as they are on the disk now. */
export interface Standing {
  readonly policies: readonly GatePolicy[]
  /** Keeps the compiled form for the next process, where it is worth that; for when the answer is out. */
  keep(now: number): void
}

const nothingToKeep = (): void => {}

/**
 * The policies asked for: from their compiled form where one was kept for just these texts, else read anew. A policy is
 * judged from its form either way, where it has one. Never throws but for a fault of the gate itself.
 */
export function standingPolicies(asked: Asked): Standing {
  const files = asked.named.length > 0 ? [...new Set(asked.named)] : policyCandidates(asked.folder)
  const folder = formFolder(asked.machine)
  const seen = maker === null ? null : seenFiles(files)
  if (seen !== null && maker !== null) {
    const form = readForm(folder, maker, seen)
    const policies =
      form && !missing(asked, form) && isCalledForStill(asked, form) ? policiesOf(form, asked.recall) : null
    if (policies !== null) return { policies, keep: nothingToKeep }
  }
  const { loadStanding } = loadPart('policies', 'gate/compiled/load.ts') as typeof import('./load.ts')
  const { policies, form } = loadStanding(asked, seen)
  const judged = form === null ? null : policiesOf(form, asked.recall)
  if (form === null || judged === null) return { policies, keep: nothingToKeep }
  return { policies: judged, keep: (now) => void keepForm(folder, form, now) }
}

/** A policy that was found here before and is none any more is missed. */
function missing({ named, knownHere }: Asked, { policies }: Form): boolean {
  if (named.length > 0) return false
  const files = new Set(policies.flatMap((policy) => policy.files))
  return knownHere().some((file) => !files.has(file))
}

/** Whether each policy would find what it called for as it was when the form was made. */
function isCalledForStill({ folder }: Asked, { policies }: Form): boolean {
  return policies.every(({ files: [file = ''], called }) => {
    const named = called.length === 0 ? null : projectFiles(folder, file)
    return called.every(({ name, file, text }) => {
      const now = named?.read(name)
      return now?.path === file && now.text === text && now.unread === undefined
    })
  })
}

/** What stands in the files; null when one cannot be read as text. */
function seenFiles(files: readonly string[]): readonly SeenFile[] | null {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    return files.map((file) => ({ file, text: decoder.decode(readFileSync(file)) }))
  } catch {
    return null
  }
}
