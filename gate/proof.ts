import type { AuditEvent } from '../audit/event.ts'
import { listEvents } from '../audit/query.ts'
import { openReader } from '../audit/reader.ts'

/** What the log shows of one run of an agent. */
export interface Proof {
  readonly judged: number
  readonly wouldBlock: number
  readonly blocked: number
  /** Why this run proves nothing, each a sentence; none when a session was seen, calls were judged and all went well. */
  readonly doubts: readonly string[]
}

/** Reads the events since `since` (ISO 8601); `session` says whether the start of one is to be expected. */
export function proofSince(database: string, since: string, session: boolean): Proof {
  const events = eventsSince(database, since)
  if (events === null) {
    return { judged: 0, wouldBlock: 0, blocked: 0, doubts: ['The log cannot be read, so nothing shows what happened.'] }
  }
  const calls = new Map<string, { would: boolean; blocked: boolean }>()
  for (const { kind, phase, id, session: of, call_id, dry_run, effect, applied } of events) {
    if (kind !== 'decision' || phase !== 'before') continue
    const key = call_id == null ? id : `${of} ${call_id}`
    const before = calls.get(key)
    const would = dry_run === true && /^(deny|error|require_approval)$/.test(effect ?? '')
    const blocked = applied === 'block' || applied === 'hold'
    calls.set(key, { would: would || before?.would === true, blocked: blocked || before?.blocked === true })
  }
  const errors = events.filter(({ kind }) => kind === 'error')
  const seen = events.some(({ kind }) => kind === 'session_start')
  const judged = [...calls.values()]
  const doubts: string[] = []
  if (session && !seen) doubts.push('No session was seen, so the hook may not have run at all.')
  if (judged.length === 0) doubts.push('No call was judged.')
  if (errors.length > 0) {
    const first = errors.at(-1)?.reason ?? 'no reason given'
    doubts.push(`${errors.length === 1 ? 'An error was' : `${errors.length} errors were`} recorded: ${first}`)
  }
  return {
    judged: judged.length,
    wouldBlock: judged.filter(({ would }) => would).length,
    blocked: judged.filter(({ blocked }) => blocked).length,
    doubts,
  }
}

function eventsSince(database: string, since: string): readonly AuditEvent[] | null {
  const reader = openReader(database)
  if (!reader.ok) return reader.error.code === 'no-file' ? [] : null
  try {
    const page = listEvents(reader.value, { since }, { limit: 1_000_000 })
    return page.ok ? page.value.events : null
  } finally {
    reader.value.close()
  }
}
