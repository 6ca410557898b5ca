import { type PreparedEvent, readHits } from './row.ts'
import { grains } from './schema.ts'
import type { Database } from './sqlite.ts'

/** One hit as the tables take it. */
export interface CountedHit {
  /** `rule_id`. */
  readonly rule: number
  /** `caller_id`. */
  readonly caller: number
  readonly effect: string
  readonly dryRun: number
  readonly decided: number
}

interface Count extends CountedHit {
  readonly grain: number
  readonly start: number
  hits: number
  decided: number
  last_seq: number
  last_time: string
}

/** Sums up the hits of one batch, so that each counted line is written once per batch. */
export interface Tally {
  add(seq: number, time: string, hit: CountedHit): void
  counts(): Iterable<unknown>
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Where the hour and the day of `time` (ISO 8601) begin, in seconds since the epoch; 0 for what is no time. */
export function bucketStarts(time: string): { hour: number; day: number } {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return { hour: 0, day: 0 }
  return { hour: (Math.floor(at / hourMs) * hourMs) / 1000, day: (Math.floor(at / dayMs) * dayMs) / 1000 }
}

/** An empty tally. */
export function newTally(): Tally {
  const counts = new Map<string, Count>()

  function addTo(grain: number, start: number, seq: number, time: string, hit: CountedHit): void {
    const key = `${grain} ${start} ${hit.rule} ${hit.caller} ${hit.effect} ${hit.dryRun}`
    const count = counts.get(key)
    if (count === undefined) {
      counts.set(key, { grain, start, ...hit, hits: 1, last_seq: seq, last_time: time })
      return
    }
    count.hits++
    count.decided += hit.decided
    count.last_seq = seq
    if (time > count.last_time) count.last_time = time
  }

  return {
    add(seq, time, hit) {
      const { hour, day } = bucketStarts(time)
      addTo(grains.all, 0, seq, time, hit)
      addTo(grains.day, day, seq, time, hit)
      addTo(grains.hour, hour, seq, time, hit)
    },
    counts: () => counts.values(),
  }
}

/** Adds a tally to the table, inside the caller's transaction. */
export function countWriter(db: Database): (tally: Tally) => void {
  const upsert = db.prepare(
    `INSERT INTO counts VALUES (:grain, :start, :rule, :caller, :effect, :dryRun, :hits, :decided, :last_seq, :last_time)
     ON CONFLICT DO UPDATE SET hits = hits + excluded.hits, decided = decided + excluded.decided,
       last_seq = excluded.last_seq, last_time = max(last_time, excluded.last_time)`,
  )
  return (tally) => {
    for (const count of tally.counts()) upsert.run(count)
  }
}

/**
 * The hits an event counts as: those it carries, and one that decided in any case, under the rule `''` when no rule
 * decided; so the decided hits of a policy add up to its decisions. Nothing for what is no decision.
 */
export function hitsOfRow(event: PreparedEvent): { rule: string; effect: string; decided: number }[] {
  if (event.kind !== 'decision') return []
  const listed = readHits(event.hits)
  const decider = event.rule === undefined ? '' : String(event.rule)
  const hits = new Map<string, { rule: string; effect: string; decided: number }>()
  for (const { rule, effect } of listed) hits.set(rule, { rule, effect: effect ?? '', decided: 0 })
  const effect = String(event.effect ?? '')
  hits.set(decider, { rule: decider, effect: hits.get(decider)?.effect || effect, decided: 1 })
  return [...hits.values()]
}
