import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureFolder } from '../audit/place.ts'
import type { GatePlace } from './place.ts'

/** A version of a policy that is observed alongside the live one: it judges every call and never changes what happens. */
export interface Candidate {
  /** Absolute path of the live policy. */
  readonly policyFile: string
  /** Absolute path of the version's text, out of reach of agents' workspaces: what its rows name as their policy. */
  readonly file: string
  /** ISO 8601; since when it is observed. */
  readonly since: string
}

/** What went wrong, in one sentence. */
export interface CandidateFault {
  readonly message: string
}

const description = 'candidate.json'

/** The folder that keeps the candidates of a log, one folder for each policy. */
export function candidatesFolder(place: GatePlace): string {
  return place.policies.replace(/\.policies$/, '.candidates')
}

/** Every candidate of a log, for each policy the newest; none where nothing can be read. */
export function listCandidates(place: GatePlace): readonly Candidate[] {
  const oldestFirst = keptCandidates(place).toSorted((a, b) => (a.since < b.since ? -1 : 1))
  return [...new Map(oldestFirst.map((candidate) => [candidate.policyFile, candidate])).values()]
}

/** Of two that were begun at once there are both. */
function keptCandidates(place: GatePlace): readonly Candidate[] {
  const folder = candidatesFolder(place)
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder).flatMap((name) => readCandidate(path.join(folder, name)) ?? [])
  } catch {
    return []
  }
}

/** The candidate of the policy in `policyFile`; null when there is none. */
export function candidateOf(place: GatePlace, policyFile: string): Candidate | null {
  return listCandidates(place).find((candidate) => candidate.policyFile === policyFile) ?? null
}

/** Observes `text` alongside the policy in `policyFile` from now on, instead of an earlier candidate. */
export function observeAlongside(
  place: GatePlace,
  policyFile: string,
  text: string,
  now: number,
): Candidate | CandidateFault {
  const all = candidatesFolder(place)
  const before = candidateOf(place, policyFile)
  try {
    const made = ensureFolder(all, true)
    if (!made.ok) return { message: made.error.message }
    const folder = before === null ? mkdtempSync(path.join(all, 'candidate-')) : path.dirname(before.file)
    const file = path.join(folder, path.basename(policyFile))
    const candidate = { policyFile, file, since: new Date(now).toISOString() }
    writeWhole(file, text)
    writeWhole(path.join(folder, description), JSON.stringify(candidate))
    return candidate
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { message: `The candidate could not be kept in ${all} (${why}).` }
  }
}

/** Ends the observation; its events stay in the log. False when there was none. */
export function withdrawCandidate(place: GatePlace, policyFile: string): boolean {
  const own = keptCandidates(place).filter((candidate) => candidate.policyFile === policyFile)
  for (const { file } of own) rmSync(path.dirname(file), { recursive: true, force: true })
  return own.length > 0
}

/** The texts to judge beside `files`, in their order. */
export function candidateFiles(place: GatePlace, files: readonly string[]): readonly string[] {
  const known = listCandidates(place)
  return files.flatMap((file) => known.find(({ policyFile }) => policyFile === file)?.file ?? [])
}

function readCandidate(folder: string): Candidate | null {
  try {
    const value = JSON.parse(readFileSync(path.join(folder, description), 'utf8')) as Candidate
    const whole = typeof value.policyFile === 'string' && typeof value.file === 'string'
    return whole && path.dirname(value.file) === folder ? value : null
  } catch {
    return null
  }
}

/** A hook that reads meanwhile sees the old text or the new, never a part. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}
