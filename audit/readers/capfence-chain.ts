import { capfenceHash } from './capfence.ts'
import type { Members } from './foreign-event.ts'
import { type ForeignFault, type ForeignVerification, Noted, type OddEntry } from './verification.ts'

/** A row with where it stands: its id, or its line in an export. */
export interface CapfenceRow {
  readonly place: number
  readonly row: Members
}

/** What is known about the rows beside themselves. */
export interface CapfenceContext {
  /** Entries that were no rows. */
  readonly odd: Noted<OddEntry>
  /** True where the rows are a part of a log: what the first one follows is not known. */
  readonly partial?: boolean
  /** What capfence's own verifier says, where it walks in another order. */
  readonly inTimeOrder?: readonly string[]
}

/** Checks rows in the order they come: each hash is recomputed, and must follow the row above. */
export function verifyCapfence(rows: Iterable<CapfenceRow>, context: CapfenceContext): ForeignVerification {
  const { odd, partial = false, inTimeOrder } = context
  const faults = new Noted<ForeignFault>()
  const own = new Noted<string>()
  let [index, above, signed] = [0, '', 0]
  let timeAbove = Number.NEGATIVE_INFINITY
  let clockSteps = 0
  for (const { place, row } of rows) {
    const [previous, hash, fitting] = [String(row.prev_hash ?? ''), String(row.entry_hash ?? ''), capfenceHash(row)]
    const at = `Entry ${String(row.id ?? place)} (index ${index})`
    if (previous !== above && !(partial && index === 0)) {
      own.add(`${at}: prev_hash mismatch. Expected '${above.slice(0, 16)}...', got '${previous.slice(0, 16)}...'`)
      const message =
        previous === ''
          ? `Row ${place} begins a chain anew.`
          : `Row ${place} does not follow the row above it: rows were removed, added or moved.`
      faults.add({ line: place, cause: previous === '' ? 'restarted' : 'parent-missing', message })
    }
    if (hash !== fitting) {
      own.add(`${at}: entry_hash mismatch. Expected '${fitting.slice(0, 16)}...', got '${hash.slice(0, 16)}...'`)
      const message = hash === '' ? `Row ${place} has no hash.` : `Row ${place} was changed: its hash does not fit it.`
      faults.add({ line: place, cause: 'edited', message })
    }
    const time = Number(row.timestamp)
    if (time < timeAbove) clockSteps++
    timeAbove = time
    if (row.signature !== null && row.signature !== undefined) signed++
    above = hash
    index++
  }
  const notes = ['Rows cut from the end cannot be seen: the chain is unkeyed, and no end is noted.']
  if (partial) notes.unshift('The list is a part of a log: what its oldest row follows is not checked.')
  if (clockSteps > 0)
    notes.unshift(
      `${clockSteps} rows are older than the row before them; capfence's verifier walks by time and may complain of these.`,
    )
  if (signed > 0) notes.unshift(`${signed} rows are signed; signatures are not checked.`)
  if (faults.first.some(({ cause }) => cause === 'edited')) {
    notes.push(
      'Text in `metadata_json` that is not ASCII, and a risk that is no number, make capfence write hashes that do not fit.',
    )
  }
  return {
    format: 'capfence',
    chain: faults.count === 0 ? 'whole' : 'broken',
    entries: index,
    faults: faults.first,
    faultCount: faults.count,
    ownVerdict: inTimeOrder ?? own.first,
    notes,
    odd: odd.first,
    oddCount: odd.count,
  }
}
