import { callerFinder } from './callers.ts'
import { type AlikeHits, countWriter, hitsOfRow } from './counts.ts'
import { remembered } from './remembered.ts'
import type { PreparedEvent } from './row.ts'
import type { Database } from './sqlite.ts'

/** Gathers the hits of one batch, and writes those that are alike at once. */
export interface Hits {
  /** Notes the hits of row `seq`, higher than all before it, in an `hour` (its start, seconds since the epoch). */
  add(event: PreparedEvent, hour: number, seq: number): void
  /** Brings them into the tables of hits and counts, inside the caller's transaction. */
  write(): void
}

interface Gathered extends AlikeHits {
  readonly seqs: number[]
  lastTime: string
}

/** For each batch, what gathers its hits. */
export function hitWriter(db: Database): () => Hits {
  const insert = db.prepare('INSERT INTO hits SELECT ?, ?, value, ?, ? FROM json_each(?)')
  const count = countWriter(db)
  const newCallerFinder = callerFinder(db)
  const ruleId = ruleFinder(db)

  return () => {
    const callerOf = newCallerFinder()
    const hitsOf = new Map<string, readonly Gathered[]>()
    const all = new Map<string, Gathered>()

    function gather(event: PreparedEvent, hour: number): readonly Gathered[] {
      return hitsOfRow(event).map(({ rule: name, effect, decided }) => {
        const [rule, caller, dryRun] = [ruleId(event, name), callerOf(event), event.dry_run === 1 ? 1 : 0]
        return remembered(all, [rule, caller, dryRun, decided, hour, effect].join(' '), () => {
          return { rule, caller, effect, dryRun, decided, hour, seqs: [], lastTime: event.time }
        })
      })
    }

    return {
      add(event, hour, seq) {
        if (event.kind !== 'decision') return
        for (const hits of remembered(hitsOf, likeness(event, hour), () => gather(event, hour))) {
          hits.seqs.push(seq)
          if (event.time > hits.lastTime) hits.lastTime = event.time
        }
      },
      write() {
        for (const hits of all.values()) {
          const { rule, effect, dryRun, decided, seqs } = hits
          insert.run(rule, dryRun, effect, decided, JSON.stringify(seqs))
          count(hits)
        }
      },
    }
  }
}

/** Decisions for which this is the same have the same hits. */
function likeness(event: PreparedEvent, hour: number): string {
  const { hits, rule, effect, dry_run, policy, policy_file, agent, tool, tool_raw } = event
  return JSON.stringify([hour, hits, rule, effect, dry_run, policy, policy_file, agent, tool, tool_raw])
}

function ruleFinder(db: Database): (event: PreparedEvent, rule: string) => number {
  const find = db.prepare('SELECT rule_id FROM rules WHERE policy = ? AND policy_file = ? AND rule = ?').pluck()
  const add = db.prepare('INSERT INTO rules (policy, policy_file, rule, dialect) VALUES (?, ?, ?, ?)')
  return ({ policy = '', policy_file = '', dialect = null }, rule) => {
    const id = find.get(policy, policy_file, rule) as number | undefined
    return id ?? Number(add.run(policy, policy_file, rule, dialect).lastInsertRowid)
  }
}
