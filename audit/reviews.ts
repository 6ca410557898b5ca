import { failure, type Result } from './result.ts'
import type { Database } from './sqlite.ts'
import type { Store } from './store.ts'

/** What a person says of a decision: it was right, or it should not have been made. */
export type Review = 'true_positive' | 'false_positive'

/** Marks events, or with null takes their marks away; returns how many of the ids are decisions in the log. */
export function setReviews(
  store: Store,
  ids: readonly string[],
  review: Review | null,
  by: { readonly who: string; readonly time: string },
): Result<number> {
  const done = store.write((db) => {
    const find = db.prepare(
      `SELECT seq, rule_id AS rule FROM events JOIN rules
         ON (rules.policy, rules.policy_file, rules.rule)
          = (coalesce(events.policy, ''), coalesce(events.policy_file, ''), coalesce(events.rule, ''))
       WHERE id = ? AND kind = 'decision'`,
    )
    const mark = db.prepare('INSERT OR REPLACE INTO reviews VALUES (?, ?, ?, ?, ?, ?)')
    const unmark = db.prepare('DELETE FROM reviews WHERE event_id = ?')
    let found = 0
    for (const id of ids) {
      const row = find.get(id) as { seq: number; rule: number } | undefined
      if (row === undefined) continue
      found++
      if (review === null) unmark.run(id)
      else mark.run(id, row.seq, row.rule, review, by.time, by.who)
    }
    return found
  })
  if (done.ok && done.value === 0 && ids.length > 0) {
    return failure('not-found', store.file, 'No such decision is in the log any more; nothing was marked.')
  }
  return done
}

/** The reviews of these events, by id. Throws what SQLite throws. */
export function reviewsOf(db: Database, ids: readonly string[]): Readonly<Record<string, Review>> {
  const find = db.prepare('SELECT review FROM reviews WHERE event_id = ?').pluck()
  const entries = ids.map((id) => [id, find.get(id)] as const).filter(([, review]) => review !== undefined)
  return Object.fromEntries(entries) as Record<string, Review>
}

/** How many events of a rule were reviewed, and the newest of them. */
export interface ReviewCount {
  /** `''` for decisions that no rule made. */
  readonly rule: string
  readonly review: Review
  readonly count: number
  /** At most `examples` ids of events, the newest first. */
  readonly ids: readonly string[]
}

const examples = 50

/**
 * The reviews of one policy's decisions, by rule; only of events that are still in the log, since only those are
 * counted anywhere else. Throws what SQLite throws.
 */
export function reviewCounts(db: Database, policyFile: string): readonly ReviewCount[] {
  const rows = db
    .prepare(
      `SELECT rules.rule AS rule, review, event_id AS id FROM reviews JOIN rules ON rule_id = reviews.rule
       WHERE policy_file = ? AND seq >= (SELECT coalesce(min(seq), 0) FROM events) ORDER BY seq DESC`,
    )
    .all(policyFile) as { rule: string; review: Review; id: string }[]
  return [...Map.groupBy(rows, ({ rule, review }) => `${review} ${rule}`).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const ids = same.slice(0, examples).map(({ id }) => id)
    return [{ rule: first.rule, review: first.review, count: same.length, ids }]
  })
}
