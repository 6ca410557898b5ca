import { amount } from '../../analysis/amount.ts'
import type { EventFilter } from '../../audit/filter.ts'
import { type EventPage, eventsInOrder, listEvents } from '../../audit/query.ts'
import type { Reader } from '../../audit/reader.ts'
import type { ForeignEvent } from '../../audit/readers/foreign-event.ts'
import type { ForeignLog } from '../../audit/readers/foreign-log.ts'
import { openForeignLog } from '../../audit/readers/open.ts'
import { type Selection, selectEvents } from '../../audit/readers/select.ts'
import type { LoggedEvent } from '../../audit/stored-event.ts'
import { exitWith } from '../files.ts'
import { logOf, openLog } from '../log.ts'

export type ShownEvent = LoggedEvent | ForeignEvent

/** The log that a command reads: Rehearsal's own, or another system's. */
export type Source =
  | { readonly foreign: null; readonly file: string; readonly reader: Reader }
  | { readonly foreign: ForeignLog; readonly file: string }

const pageSize = 1000

/** Opens the log, whoever wrote it; null, with a sentence on stderr, when there is none, or, with exit code 1, when it cannot be read. */
export async function openSource(audit: string | undefined): Promise<Source | null> {
  const place = logOf(audit)
  const foreign = openForeignLog(place.database)
  if (!foreign.ok) {
    complain(foreign.error.message)
    return null
  }
  if (foreign.value !== null) return { foreign: foreign.value, file: place.database }
  const reader = await openLog(place)
  return reader === null ? null : { foreign: null, file: place.database, reader }
}

export function closeSource(source: Source): void {
  if (source.foreign === null) source.reader.close()
  else source.foreign.close()
}

/** Whether the log is another system's, with a sentence that it is only read; ends with 2 then. */
export function refuseForeign(audit: string | undefined): boolean {
  const foreign = openForeignLog(logOf(audit).database)
  if (foreign.ok && foreign.value === null) return false
  if (foreign.ok) foreign.value?.close()
  const message = foreign.ok
    ? `${foreign.value?.file} is a log of ${foreign.value?.format}; it is only read.`
    : foreign.error.message
  process.stderr.write(`rehearsal: ${message}\n`)
  exitWith(2)
  return true
}

/** The events that `filter` wants, newest first, and how many there are when `count` asks for it. Throws what fails. */
export function newestFirst(
  source: Source,
  filter: EventFilter,
  { limit, count = false }: { readonly limit?: number; readonly count?: boolean },
): { readonly total: number; readonly events: Iterable<ShownEvent> } {
  if (source.foreign !== null) {
    const { total, newestFirst: events } = selected(source.foreign, filter)
    return { total, events: events(limit) }
  }
  const { reader } = source
  const total = count ? (thrown(listEvents(reader, filter, { limit: 1, count })).total ?? 0) : 0
  return { total, events: pages(reader, filter, limit) }
}

/** All events that `filter` wants, oldest first. Throws what fails. */
export function* oldestFirst(source: Source, filter: EventFilter): Generator<ShownEvent> {
  if (source.foreign !== null) yield* selected(source.foreign, filter).oldestFirst()
  else for (const page of eventsInOrder(source.reader, filter)) yield* thrown(page)
}

/** What of another system's log is wanted; what was left out, and why, goes to stderr. */
export function selected(log: ForeignLog, filter: EventFilter): Selection {
  const selection = thrown(selectEvents(log, filter))
  const { odd, oddCount, untimed } = selection
  const [first] = odd
  if (first !== undefined) {
    remark(`${amount(oddCount, 'entry was', 'entries were')} skipped; the first, on line ${first.line}: ${first.why}`)
  }
  if (untimed > 0) remark(`${amount(untimed, 'event has no time and was', 'events have no time and were')} left out.`)
  return selection
}

/** One sentence on stderr, and exit code 1. */
export function complain(message: string): void {
  remark(message)
  exitWith(1)
}

function* pages(reader: Reader, filter: EventFilter, limit = Number.POSITIVE_INFINITY): Generator<LoggedEvent> {
  let left = limit
  let before: number | null = Number.MAX_SAFE_INTEGER
  while (before !== null && left > 0) {
    const page: EventPage = thrown(listEvents(reader, { ...filter, before }, { limit: Math.min(pageSize, left) }))
    yield* page.events
    left -= page.events.length
    before = page.next
  }
}

function remark(message: string): void {
  process.stderr.write(`rehearsal: ${message}\n`)
}

function thrown<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly message: string } },
): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
