import type { PreparedEvent } from './row.ts'
import type { Database } from './sqlite.ts'

/** The number of an event's agent and tool, which it gets where it has none yet. */
export type CallerFinder = (event: PreparedEvent) => number

/** SQL that joins `callers` to `events`. */
export const callerOfEvent =
  "(callers.agent, callers.tool, callers.tool_raw) = (coalesce(events.agent, ''), coalesce(events.tool, ''), coalesce(events.tool_raw, ''))"

/** For each batch, what finds the callers of its events; it asks the database once for each. */
export function callerFinder(db: Database): () => CallerFinder {
  const find = db.prepare('SELECT caller_id FROM callers WHERE agent = ? AND tool = ? AND tool_raw = ?').pluck()
  const add = db.prepare('INSERT INTO callers (agent, tool, tool_raw) VALUES (?, ?, ?)')
  return () => {
    const known = new Map<string, number>()
    return (event) => {
      const names = [String(event.agent ?? ''), String(event.tool ?? ''), String(event.tool_raw ?? '')]
      const key = `${names[0]?.length} ${names[1]?.length} ${names.join('')}`
      const id = known.get(key) ?? (find.get(...names) as number | undefined)
      const caller = id ?? Number(add.run(...names).lastInsertRowid)
      known.set(key, caller)
      return caller
    }
  }
}
