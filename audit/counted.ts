import { bucketStarts } from './counts.ts'
import { hitWriter } from './hits.ts'
import { addToHour, type HourRows, hourWriter } from './hours.ts'
import type { PreparedEvent } from './row.ts'
import { addToRun, type RunRows, runWriter } from './runs.ts'
import type { Database } from './sqlite.ts'

/** Gathers what one batch of rows adds to the counted tables: hits, counts, hours and runs. */
export interface Counted {
  /** Notes row `seq`, higher than all before it. */
  add(event: PreparedEvent, seq: number): void
  /** Brings it all into the tables, inside the caller's transaction. */
  write(): void
}

/** For each batch, what counts its rows. */
export function countedTables(db: Database): () => Counted {
  const newHits = hitWriter(db)
  const writeHours = hourWriter(db)
  const writeRuns = runWriter(db)

  return () => {
    const hits = newHits()
    const hours = new Map<number, HourRows>()
    const runs = new Map<string, RunRows>()
    return {
      add(event, seq) {
        const { hour } = bucketStarts(event.time)
        hits.add(event, hour, seq)
        addToHour(hours, hour, seq)
        addToRun(runs, event, seq)
      },
      write() {
        hits.write()
        writeHours(hours)
        writeRuns(runs)
      },
    }
  }
}
