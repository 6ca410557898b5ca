/** What is loaded of a list that is read newest first, a page at a time. */
export interface Pages<T> {
  readonly events: readonly T[]
  /** The events from this `seq` on are loaded, and older ones can be asked for before it; null when there are none. */
  readonly next: number | null
}

interface Numbered {
  readonly seq: number
}

/** What was loaded, with the newest page before it; where the two no longer touch, the newest page alone. */
export function withNewest<T extends Numbered>(loaded: Pages<T>, newest: Pages<T>): Pages<T> {
  const reached = newest.next ?? 0
  const latest = loaded.events[0]?.seq ?? 0
  if (latest < reached) return newest
  const older = loaded.events.filter(({ seq }) => seq < reached)
  return { events: [...newest.events, ...older], next: newest.next === null ? null : loaded.next }
}

/** What was loaded, with the page that follows it. */
export function withOlder<T extends Numbered>(loaded: Pages<T>, page: Pages<T>): Pages<T> {
  const last = loaded.events.at(-1)?.seq ?? Number.POSITIVE_INFINITY
  return { events: [...loaded.events, ...page.events.filter(({ seq }) => seq < last)], next: page.next }
}
