import type { StoredRow } from './chain.ts'
import { conditionOf, type EventFilter } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import { listRows, type RowPage, type RuleKey, type RulePageOptions, rowOf, ruleRows } from './rows.ts'
import { type LoggedEvent, loggedEvent } from './stored-event.ts'

/** One page of events, newest first. */
export interface EventPage {
  readonly events: readonly LoggedEvent[]
  /** All that match, not only this page; absent when it was not asked for. */
  readonly total?: number
  /** Pass as `before` to get the next page; null on the last one. */
  readonly next: number | null
}

/**
 * Events that match `filter`, newest first; 100 unless `limit` says otherwise. `count` asks for the total too, which
 * costs a scan where a filter has no index.
 */
export function listEvents(
  reader: Reader,
  filter: EventFilter,
  options: { readonly limit?: number; readonly count?: boolean } = {},
): Result<EventPage> {
  return reader.read((db) => eventPage(listRows(db, filter, options)))
}

/** Events of one rule, newest first; a page costs the same however large the log is. */
export function ruleEvents(reader: Reader, rule: RuleKey, options: RulePageOptions = {}): Result<EventPage> {
  return reader.read((db) => eventPage(ruleRows(db, rule, options)))
}

/** The event with this id, or null. */
export function findEvent(reader: Reader, id: string): Result<LoggedEvent | null> {
  return reader.read((db) => {
    const row = rowOf(db, id)
    return row === null ? null : loggedEvent(row)
  })
}

/** The texts behind a `policy_digest`, or null when they were not kept. */
export function policyTexts(reader: Reader, digest: string): Result<{ file: string; text: string }[] | null> {
  return reader.read((db) => {
    const texts = db.prepare('SELECT texts FROM policy_texts WHERE digest = ?').pluck().get(digest)
    return texts === undefined ? null : JSON.parse(String(texts))
  })
}

/**
 * All matching events, oldest first, in pages of `pageSize`: for exports and replay. Each page is a read of its own;
 * events appended meanwhile are included. A fault is the last value.
 */
export function* eventsInOrder(
  reader: Reader,
  filter: EventFilter,
  pageSize = 1000,
): Generator<Result<readonly LoggedEvent[]>> {
  let after = filter.after ?? 0
  for (;;) {
    const page = reader.read((db) => {
      const { sql, values } = conditionOf({ ...filter, after })
      const rows = db.prepare(`SELECT * FROM events WHERE ${sql} ORDER BY seq LIMIT ?`).all(...values, pageSize)
      return (rows as StoredRow[]).map(loggedEvent)
    })
    if (page.ok && page.value.length === 0) return
    yield page
    if (!page.ok || page.value.length < pageSize) return
    after = page.value.at(-1)?.seq ?? after
  }
}

/** The events of a page of rows. */
export function eventPage({ rows, ...rest }: RowPage): EventPage {
  return { events: rows.map(loggedEvent), ...rest }
}
