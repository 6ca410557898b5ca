/** What is loaded of a list that is read newest first, a page at a time. */
export interface Pages<T> {
  readonly events: readonly T[]
  readonly more: boolean
}

interface Numbered {
  readonly seq: number
}

/** Whether a page of `limit` asked for was full: then there may be more behind it. */
export function firstPage<T>(page: readonly T[], limit: number): Pages<T> {
  return { events: page, more: page.length >= limit }
}

/** What was loaded, with the newest page before it; where the two no longer touch, the newest page alone. */
export function withNewest<T extends Numbered>(loaded: Pages<T>, newest: readonly T[], limit: number): Pages<T> {
  const oldest = newest.at(-1)
  const latest = loaded.events[0]
  if (oldest === undefined || latest === undefined || oldest.seq > latest.seq) return firstPage(newest, limit)
  const older = loaded.events.filter(({ seq }) => seq < oldest.seq)
  return { events: [...newest, ...older], more: older.length > 0 ? loaded.more : newest.length >= limit }
}

/** What was loaded, with the page that follows it. */
export function withOlder<T extends Numbered>(loaded: Pages<T>, page: readonly T[], limit: number): Pages<T> {
  const last = loaded.events.at(-1)?.seq ?? Number.POSITIVE_INFINITY
  const older = page.filter(({ seq }) => seq < last)
  return { events: [...loaded.events, ...older], more: page.length >= limit && older.length > 0 }
}
