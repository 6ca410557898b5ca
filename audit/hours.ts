import type { Database } from './sqlite.ts'

/** Between which rows the events of one hour stand. */
export interface HourRows {
  first: number
  last: number
}

/** Notes that the row `seq`, higher than all before it, is of this `hour` (its start, seconds since the epoch). */
export function addToHour(hours: Map<number, HourRows>, hour: number, seq: number): void {
  const rows = hours.get(hour)
  if (rows === undefined) hours.set(hour, { first: seq, last: seq })
  else rows.last = seq
}

/** Brings the hours of a batch into their table, inside the caller's transaction. */
export function hourWriter(db: Database): (hours: ReadonlyMap<number, HourRows>) => void {
  const upsert = db.prepare('INSERT INTO hours VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq')
  return (hours) => {
    for (const [start, { first, last }] of hours) upsert.run(start, first, last)
  }
}
