import { escapeForDisplay } from '../../audit/display.ts'
import { findEvent } from '../../audit/query.ts'
import type { Reader } from '../../audit/reader.ts'
import { rowAt } from '../../audit/recorded-calls.ts'
import { subjectOf } from '../../audit/subject.ts'
import type { WhichCalls } from './behind.ts'
import type { CallRow, CallRows, ReplayQuery } from './messages.ts'
import type { Replay, Replayed } from './replay.ts'

/** A page of the calls behind a number, with the event that recorded each of them last. */
export function callRows(
  reader: Reader,
  engine: Replay,
  judged: Replayed,
  { of, limit, after }: Extract<ReplayQuery, { ask: 'calls' }>,
  base: Replayed | null,
): CallRows {
  const which: WhichCalls = {
    ...(of.rule === undefined ? {} : { rule: of.rule }),
    ...(of.effect === undefined ? {} : { effect: of.effect }),
    changed: of.change !== undefined,
  }
  const { calls, distinct, rows } = engine.behind(judged, which, base)
  const page = rows.slice(after, after + limit)
  const shown = page.flatMap(({ newest, count, outcome, before }): CallRow[] => {
    const found = rowAt(reader, engine.source.places[newest] as number)
    if (!found.ok || found.value === null) return []
    const event = found.value
    return [
      {
        eventId: event.id,
        time: event.time,
        count,
        agent: escapeForDisplay(event.agent ?? ''),
        tool: escapeForDisplay(event.tool_raw ?? event.tool ?? ''),
        subject: subjectOf(event),
        outcome,
        before,
      },
    ]
  })
  return { rows: shown, calls, distinct, next: after + limit < rows.length ? after + limit : null }
}

/** An event as JSON for a person; null when it is gone. */
export function eventJson(reader: Reader, id: string): string | null {
  const found = findEvent(reader, id)
  return found.ok && found.value !== null ? JSON.stringify(found.value, null, 2) : null
}
