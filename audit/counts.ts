import { type PreparedEvent, readHits } from './row.ts'
import { grains } from './schema.ts'
import type { Database } from './sqlite.ts'

/** Hits that are told apart by nothing but their rows. */
export interface AlikeHits {
  /** `rule_id`. */
  readonly rule: number
  /** `caller_id`. */
  readonly caller: number
  readonly effect: string
  readonly dryRun: number
  readonly decided: number
  /** Its start, in seconds since the epoch. */
  readonly hour: number
  /** In their order. */
  readonly seqs: readonly number[]
  /** The latest of their times, ISO 8601. */
  readonly lastTime: string
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const daySeconds = dayMs / 1000

/** Where the hour and the day of `time` (ISO 8601) begin, in seconds since the epoch; 0 for what is no time. */
export function bucketStarts(time: string): { hour: number; day: number } {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return { hour: 0, day: 0 }
  return { hour: (Math.floor(at / hourMs) * hourMs) / 1000, day: (Math.floor(at / dayMs) * dayMs) / 1000 }
}

/** Adds hits to the lines of the table, inside the caller's transaction. */
export function countWriter(db: Database): (hits: AlikeHits) => void {
  const upsert = db.prepare(
    `INSERT INTO counts VALUES (:grain, :start, :rule, :caller, :effect, :dryRun, :hits, :decided, :lastSeq, :lastTime)
     ON CONFLICT DO UPDATE SET hits = hits + excluded.hits, decided = decided + excluded.decided,
       last_seq = max(last_seq, excluded.last_seq), last_time = max(last_time, excluded.last_time)`,
  )
  return ({ rule, caller, effect, dryRun, decided, hour, seqs, lastTime }) => {
    const day = Math.floor(hour / daySeconds) * daySeconds
    for (const [grain, start] of [
      [grains.all, 0],
      [grains.day, day],
      [grains.hour, hour],
    ]) {
      const counted = { hits: seqs.length, decided: decided * seqs.length, lastSeq: seqs.at(-1), lastTime }
      upsert.run({ grain, start, rule, caller, effect, dryRun, ...counted })
    }
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
