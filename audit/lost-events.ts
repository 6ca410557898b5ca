import { isObject } from '../evaluator/json/values.ts'
import { lostCode } from './lost.ts'
import { parseOr } from './row.ts'
import type { Database } from './sqlite.ts'

/** How many events the log says were lost (`noteLost`). */
export function lostEvents(db: Database): number {
  const told = db.prepare("SELECT detail FROM events WHERE kind = 'error' AND detail LIKE ?").pluck()
  let lost = 0
  for (const text of told.all(`%"${lostCode}"%`)) {
    const detail = parseOr(String(text), null)
    if (isObject(detail) && detail.code === lostCode && typeof detail.count === 'number') lost += detail.count
  }
  return lost
}
