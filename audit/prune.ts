import { forgetAnswers } from './answered.ts'
import { callerOfEvent } from './callers.ts'
import { pruneCalls } from './calls.ts'
import { newEventId } from './event-id.ts'
import { logTime } from './filter.ts'
import type { Hand } from './forget.ts'
import { prepareEvent } from './prepare.ts'
import { type Result, success } from './result.ts'
import { grains } from './schema.ts'
import type { Database } from './sqlite.ts'
import type { Store } from './store.ts'

/** What a prune removed: rows 1 … `last`, of which `count` were still there. */
export interface Pruned {
  readonly last: number
  readonly count: number
  /** False while another process still reads: old copies of the rows then stay in the `-wal` file until it closes. */
  readonly cleared: boolean
}

/**
 * Removes the oldest rows up to the first one that is not older than `before` (ISO 8601 or ms), takes their hits out of
 * the counts, and appends a checkpoint row: the range, the hash its last row had, who and why. Removes nothing, and
 * writes no row, when nothing is older.
 */
export function prune(store: Store, before: string | number, hand: Hand): Result<Pruned> {
  const done = store.write((db, append) => {
    const kept = db.prepare('SELECT seq FROM events WHERE time >= ? ORDER BY seq LIMIT 1').pluck().get(logTime(before))
    const newest = Number(db.prepare('SELECT coalesce(max(seq), 0) FROM events').pluck().get())
    const last = kept === undefined ? newest : Number(kept) - 1
    const hash = db.prepare('SELECT hash FROM events WHERE seq = ?').pluck().get(last)
    if (hash === undefined) return { last: 0, count: 0 }
    uncount(db, last)
    uncountRuns(db, last)
    pruneCalls(db, last)
    forgetAnswers(db, 1, last)
    db.prepare('DELETE FROM hits WHERE seq <= ?').run(last)
    const count = db.prepare('DELETE FROM events WHERE seq <= ?').run(last).changes
    if (count > 0) lastSeenAnew(db, logTime(before))
    const detail = {
      last,
      count,
      last_hash: String(hash),
      who: hand.who,
      ...(hand.why !== undefined && { why: hand.why }),
    }
    append([
      prepareEvent(
        { id: newEventId(Date.parse(hand.time) || 0), kind: 'prune', time: hand.time, source: hand.source, detail },
        { args: 'none' },
      ),
    ])
    return { last, count }
  })
  if (!done.ok) return done
  return success({ ...done.value, cleared: done.value.count === 0 || store.shrink() })
}

/** In which line of the counts a row stands, by grain; in SQL over `events`. */
const buckets: readonly [grain: number, start: string][] = [
  [grains.all, '0'],
  [grains.day, "coalesce(unixepoch(time, 'start of day'), 0)"],
  [grains.hour, 'coalesce(unixepoch(time) / 3600 * 3600, 0)'],
]

/** Takes the hits of the rows up to `last` out of the counts. */
function uncount(db: Database, last: number): void {
  for (const [grain, start] of buckets) {
    db.prepare(
      `UPDATE counts SET hits = counts.hits - gone.hits, decided = counts.decided - gone.decided
       FROM (SELECT ${start} AS start, hits.rule AS rule, caller_id AS caller, hits.effect AS effect,
               hits.dry_run AS dry_run, count(*) AS hits, sum(decided) AS decided
             FROM hits JOIN events USING (seq) JOIN callers ON ${callerOfEvent}
             WHERE seq <= ? GROUP BY 1, 2, 3, 4, 5) AS gone
       WHERE counts.grain = ${grain} AND counts.start = gone.start AND counts.rule = gone.rule
         AND counts.caller = gone.caller AND counts.effect = gone.effect AND counts.dry_run = gone.dry_run`,
    ).run(last)
  }
  db.prepare('DELETE FROM counts WHERE hits <= 0').run()
}

/**
 * Where a clock stepped back, a line that lives on can have been seen last by a row that went: such lines, none of whose
 * times reaches `before`, get the time of the newest row that stayed.
 */
function lastSeenAnew(db: Database, before: string): void {
  for (const [grain, start] of buckets) {
    db.prepare(
      `UPDATE counts SET last_time = coalesce((
         SELECT max(time) FROM hits JOIN events USING (seq) JOIN callers ON ${callerOfEvent}
         WHERE hits.rule = counts.rule AND hits.dry_run = counts.dry_run AND hits.effect = counts.effect
           AND caller_id = counts.caller AND ${start} = counts.start), last_time)
       WHERE grain = ${grain} AND last_time < ?`,
    ).run(before)
  }
}

/** Takes the rows up to `last` out of the runs; those that ended before go. */
function uncountRuns(db: Database, last: number): void {
  db.prepare('DELETE FROM runs WHERE last_seq <= ?').run(last)
  db.prepare(
    `UPDATE runs SET first_seq = ?, shadow = runs.shadow - gone.shadow, live = runs.live - gone.live
     FROM (SELECT session, sum(kind = 'decision' AND dry_run IS 1) AS shadow,
             sum(kind = 'decision' AND dry_run IS NOT 1) AS live
           FROM events WHERE seq <= ? AND session IS NOT NULL GROUP BY session) AS gone
     WHERE runs.session = gone.session`,
  ).run(last + 1, last)
}
