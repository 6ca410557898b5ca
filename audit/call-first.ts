import type { FoundCall } from './call-numbers.ts'
import type { CallRow } from './call-row.ts'
import { remembered } from './remembered.ts'
import type { Database } from './sqlite.ts'

/** The first row of the call that row `seq` is about: several policies can judge it, each in a row of its own. */
export type FirstRow = (row: CallRow, seq: number, call: FoundCall) => number

/** Rows without a call id that stand together. */
interface Group {
  /** What they have in common. */
  readonly key: string
  readonly first: number
  readonly policyFiles: Set<string>
}

/**
 * For each batch, what finds the first rows of its calls, all of them before it asks for those of later rows. A call id
 * puts its rows together wherever they stand; without one, the rows of one call follow each other, each of another policy.
 */
export function firstRows(db: Database): () => FirstRow {
  const earliest = db
    .prepare(
      `SELECT min(judged.first) FROM events JOIN judged USING (seq)
       WHERE call_id = ? AND kind = 'decision' AND source = ? AND coalesce(events.session, '') = ?
         AND coalesce(phase, '') IN ('before', '') AND events.seq < ? AND judged.call = ?`,
    )
    .pluck()
  const groupBefore = groupFinder(db)

  return () => {
    const firsts = new Map<string, number>()
    let group: Group | null | undefined

    function firstById(row: CallRow, seq: number, { call, isNew }: FoundCall): number {
      const session = String(row.session ?? '')
      return remembered(firsts, `${call} ${session.length} ${session}${row.call_id}`, () => {
        // What nobody asked before is asked by this row first.
        if (isNew) return seq
        return (earliest.get(row.call_id, row.source, session, seq, call) as number | null) ?? seq
      })
    }

    return (row, seq, found) => {
      if ((row.call_id ?? null) !== null) {
        group = null
        return firstById(row, seq, found)
      }
      if (group === undefined) group = groupBefore(seq)
      const key = groupKey(row, found.call)
      const policyFile = String(row.policy_file ?? '')
      if (group?.key !== key || group.policyFiles.has(policyFile)) group = { key, first: seq, policyFiles: new Set() }
      group.policyFiles.add(policyFile)
      return group.first
    }
  }
}

function groupKey({ time, source, session }: CallRow, call: number): string {
  return [time, source, session ?? '', call].join('\0')
}

/** Finds the group that the row before `seq` belongs to, in the tables; null where that has a call id. */
function groupFinder(db: Database): (seq: number) => Group | null {
  const before = db.prepare(
    `SELECT first, call_id FROM judged JOIN events USING (seq) WHERE judged.seq < ? ORDER BY judged.seq DESC LIMIT 1`,
  )
  const rows = db.prepare(
    `SELECT time, source, events.session AS session, policy_file, call FROM judged JOIN events USING (seq)
     WHERE judged.seq >= ? AND judged.seq < ? ORDER BY judged.seq`,
  )
  return (seq) => {
    const last = before.get(seq) as { readonly first: number; readonly call_id: string | null } | undefined
    if (last === undefined || last.call_id !== null) return null
    const members = rows.all(last.first, seq) as (CallRow & { readonly call: number })[]
    const newest = members.at(-1)
    if (newest === undefined) return null
    const policyFiles = new Set(members.map((row) => String(row.policy_file ?? '')))
    return { key: groupKey(newest, newest.call), first: last.first, policyFiles }
  }
}
