import type { PreparedEvent } from './row.ts'
import type { Database } from './sqlite.ts'

/** What one batch adds to a session. */
export interface RunRows {
  readonly agent: string
  readonly first_seq: number
  readonly first_time: string
  last_seq: number
  last_time: string
  shadow: number
  live: number
}

/** Notes a row of the batch under its session; a row without one belongs to no run. */
export function addToRun(runs: Map<string, RunRows>, event: PreparedEvent, seq: number): void {
  if (event.session === undefined) return
  const session = String(event.session)
  const run = runs.get(session) ?? newRun(event, seq)
  runs.set(session, run)
  run.last_seq = seq
  if (event.time > run.last_time) run.last_time = event.time
  if (event.kind !== 'decision') return
  if (event.dry_run === 1) run.shadow++
  else run.live++
}

function newRun({ agent, time }: PreparedEvent, seq: number): RunRows {
  const first = { first_seq: seq, first_time: time }
  return { agent: String(agent ?? ''), ...first, last_seq: seq, last_time: time, shadow: 0, live: 0 }
}

/** Brings the runs of a batch into their table, inside the caller's transaction. */
export function runWriter(db: Database): (runs: ReadonlyMap<string, RunRows>) => void {
  const upsert = db.prepare(
    `INSERT INTO runs (session, agent, first_seq, last_seq, first_time, last_time, shadow, live)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (session) DO UPDATE SET last_seq = excluded.last_seq, last_time = max(last_time, excluded.last_time),
       shadow = shadow + excluded.shadow, live = live + excluded.live`,
  )
  return (runs) => {
    for (const [session, { agent, first_seq, last_seq, first_time, last_time, shadow, live }] of runs) {
      upsert.run(session, agent, first_seq, last_seq, first_time, last_time, shadow, live)
    }
  }
}
