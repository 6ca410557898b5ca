import { isObject } from '../evaluator/json/values.ts'
import { type Head, readHead } from './append.ts'
import { erasableDigest, firstPrevHash, rowHash, type StoredRow } from './chain.ts'
import { lostEvents } from './lost-events.ts'
import type { Reader } from './reader.ts'
import { type Result, success } from './result.ts'
import { parseOr } from './row.ts'
import type { Database } from './sqlite.ts'

/** The first place where the log is not as it was written. */
export interface ChainFault {
  readonly seq: number
  readonly reason: 'edited' | 'deleted' | 'reordered' | 'erased' | 'cut' | 'head-differs'
  readonly message: string
}

/** What a walk over the chain found. */
export interface Verification {
  /** Null when the chain is whole. */
  readonly fault: ChainFault | null
  /** Rows looked at. */
  readonly rows: number
  readonly head: Head
  /** Rows 1 … this were removed by `prune`, which left its record; 0 when none were. */
  readonly prunedTo: number
  /** Events whose contents were erased by `forget`, which left its record. */
  readonly forgotten: number
  /** Events that are not in the log because the disk took them no more, as far as that could be noted. */
  readonly lost: number
  /** Rows whose clock stood before the row above them: noted, no fault. */
  readonly clockSteps: readonly { readonly seq: number; readonly from: string; readonly to: string }[]
  /** How the noted head stands; absent when none was given. `pruned` cannot be checked any more. */
  readonly noted?: 'found' | 'pruned' | 'missing' | 'differs'
}

/** A head that was noted; `seq` is null where only its hash was. */
export interface NotedHead {
  readonly seq: number | null
  readonly hash: string
}

interface Records {
  /** Last pruned `seq` → the hash it had. */
  readonly pruned: ReadonlyMap<number, string>
  readonly forgotten: ReadonlySet<number>
}

const pageSize = 1000
const mostClockSteps = 20

/** Where the chain ends now: note it elsewhere, and `verify` can tell a rewritten or cut log later. */
export function head(reader: Reader): Result<Head> {
  return reader.read((db) => {
    const last = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').get() as Head | undefined
    return last ?? { seq: 0, hash: firstPrevHash }
  })
}

/**
 * Walks the whole chain and stops at the first fault. It shows edits, deletions and reordering; somebody who computes
 * the chain anew is shown only by a `noted` head. Reads in pages, so that writers go on meanwhile.
 */
export function verify(reader: Reader, noted?: NotedHead): Result<Verification> {
  const clockSteps: { seq: number; from: string; to: string }[] = []
  let previous: Pick<StoredRow, 'seq' | 'hash' | 'time'> = { seq: 0, hash: firstPrevHash, time: '' }
  let fault: ChainFault | null = null
  let [rows, prunedTo, forgotten] = [0, 0, 0]
  while (fault === null) {
    const page = reader.read((db) => checkPage(db, previous.seq))
    if (!page.ok) return page
    if (page.value.length === 0) break
    for (const checked of page.value) {
      rows++
      fault = checked
      if (fault !== null) break
    }
  }
  const end = reader.read((db) => ({
    fault: fault ?? cutFault(db, previous),
    noted: noted && lookUp(db, noted),
    lost: lostEvents(db),
  }))
  if (!end.ok) return end
  fault = end.value.fault ?? notedFault(noted, end.value.noted)
  const { lost } = end.value
  const found = { fault, rows, head: { seq: previous.seq, hash: previous.hash }, prunedTo, forgotten, lost, clockSteps }
  return success(end.value.noted === undefined ? found : { ...found, noted: end.value.noted })

  function checkPage(db: Database, after: number): (ChainFault | null)[] {
    const page = db.prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(after, pageSize)
    const records = readRecords(db)
    return (page as StoredRow[]).map((row) => {
      const found = checkLink(db, row, records) ?? checkContents(row, records)
      if (found === null) step(row)
      return found
    })
  }

  function step(row: StoredRow): void {
    const [from, to] = [String(previous.time), String(row.time)]
    if (to < from && clockSteps.length < mostClockSteps) clockSteps.push({ seq: row.seq, from, to })
    if (row.erased_digest) forgotten++
    previous = row
  }

  function checkLink(db: Database, row: StoredRow, records: Records): ChainFault | null {
    const { seq } = row
    const before = seq - 1
    if (before !== previous.seq) {
      if (records.pruned.get(before) === row.prev_hash) {
        prunedTo = before
        return null
      }
      const first = previous.seq + 1
      const range = first === before ? `Row ${first} was` : `Rows ${first} to ${before} were`
      return { seq: first, reason: 'deleted', message: `${range} deleted from the log.` }
    }
    if (row.prev_hash === previous.hash) return null
    const elsewhere = db.prepare('SELECT seq FROM events WHERE hash = ? AND seq <> ?').pluck().get(row.prev_hash, seq)
    if (elsewhere !== undefined) {
      return { seq, reason: 'reordered', message: `Row ${seq} once followed row ${elsewhere}: rows changed places.` }
    }
    if (rowHash(row, row, digestOf(row)) === row.hash) {
      return { seq, reason: 'deleted', message: `The row that row ${seq} once followed is no longer in the log.` }
    }
    return { seq, reason: 'edited', message: `Row ${seq} was edited.` }
  }
}

function checkContents(row: StoredRow, records: Records): ChainFault | null {
  const { seq } = row
  if (rowHash(row, row, digestOf(row)) !== row.hash) return { seq, reason: 'edited', message: `Row ${seq} was edited.` }
  if (row.erased_digest && erasableDigest(row, row.salt) !== null) {
    return { seq, reason: 'edited', message: `Row ${seq} was edited: it says again what was forgotten.` }
  }
  if (row.erased_digest && !records.forgotten.has(seq)) {
    return { seq, reason: 'erased', message: `The contents of row ${seq} were erased, and no record says by whom.` }
  }
  return null
}

function digestOf(row: StoredRow): string | null {
  if (row.erased_digest) return row.erased_digest === 'nothing' ? null : row.erased_digest
  return erasableDigest(row, row.salt)
}

/** What prune and forget wrote down about themselves; their rows are links of the chain like all others. */
function readRecords(db: Database): Records {
  const pruned = new Map<number, string>()
  const forgotten = new Set<number>()
  for (const text of db.prepare("SELECT detail FROM events WHERE kind = 'prune'").pluck().all()) {
    const detail = parseOr(String(text), null)
    if (!isObject(detail)) continue
    if (typeof detail.last === 'number') pruned.set(detail.last, String(detail.last_hash))
    if (typeof detail.forgot === 'string') forgotten.add(Number(detail.seq))
  }
  return { pruned, forgotten }
}

/** Rows removed from the end leave the head behind that appends go on from. */
function cutFault(db: Database, last: Head): ChainFault | null {
  const stored = readHead(db)
  if (stored.seq <= last.seq) return null
  const following = db.prepare('SELECT 1 FROM events WHERE seq > ?').get(last.seq)
  if (following !== undefined) return null
  const message = `Rows ${last.seq + 1} to ${stored.seq} were cut from the end of the log.`
  return { seq: last.seq + 1, reason: 'cut', message }
}

function lookUp(db: Database, { seq, hash }: NotedHead): Verification['noted'] & string {
  if (seq === 0) return hash === firstPrevHash ? 'found' : 'differs'
  if (seq === null) {
    if (hash === firstPrevHash || db.prepare('SELECT 1 FROM events WHERE hash = ?').get(hash) !== undefined)
      return 'found'
    return [...readRecords(db).pruned.values()].includes(hash) ? 'pruned' : 'missing'
  }
  const found = db.prepare('SELECT hash FROM events WHERE seq = ?').pluck().get(seq)
  if (found !== undefined) return found === hash ? 'found' : 'differs'
  // Also what was pruned since the rows were walked over.
  return [...readRecords(db).pruned.keys()].some((last) => seq <= last) ? 'pruned' : 'missing'
}

function notedFault(noted: NotedHead | undefined, how: Verification['noted']): ChainFault | null {
  if (noted === undefined || how === 'found' || how === 'pruned') return null
  const { seq, hash } = noted
  if (seq === null) {
    const message = `No row has the noted hash ${hash}: the log was rewritten, cut or pruned since.`
    return { seq: 0, reason: 'head-differs', message }
  }
  if (how === 'missing')
    return { seq, reason: 'cut', message: `The log ends before row ${seq}, which was noted as its end.` }
  return { seq, reason: 'head-differs', message: `Row ${seq} is not the one that was noted: the log was rewritten.` }
}
