import { logTime } from './filter.ts'
import type { Reader } from './reader.ts'
import type { Result } from './result.ts'
import type { Window } from './rule-counts.ts'

/** What two policies said of the same calls, summed up. */
export interface AgreementRow {
  readonly liveEffect: string
  /** Empty where no rule decided. */
  readonly liveRule: string
  readonly candidateEffect: string
  readonly candidateRule: string
  readonly calls: number
  /** Ids of the candidate's newest events of this kind; a few. */
  readonly examples: readonly string[]
}

const examplesOfRow = 3

/**
 * Pairs the decisions of two policy files on the same calls before they ran, and counts what each said. Calls whose
 * agent gives them no id cannot be paired and are left out; of several answers to one call the nearest row counts.
 */
export function agreementOf(
  reader: Reader,
  live: string,
  candidate: string,
  window: Window = {},
): Result<readonly AgreementRow[]> {
  return reader.read((db) => {
    const rows = db
      .prepare(
        `SELECT coalesce(l.effect, '') AS liveEffect, coalesce(l.rule, '') AS liveRule,
           coalesce(c.effect, '') AS candidateEffect, coalesce(c.rule, '') AS candidateRule,
           count(*) AS calls, group_concat(c.id, ' ' ORDER BY c.seq DESC) AS ids
         FROM hits h JOIN rules r ON r.rule_id = h.rule
           JOIN events c ON c.seq = h.seq
           JOIN events l ON l.seq = (
             SELECT seq FROM events AS n
             WHERE n.call_id = c.call_id AND n.kind = 'decision' AND n.source = c.source
               AND coalesce(n.session, '') = coalesce(c.session, '') AND coalesce(n.phase, '') = 'before'
               AND n.policy_file = :live AND n.args IS c.args
             ORDER BY abs(n.seq - c.seq) LIMIT 1)
         WHERE r.policy_file = :candidate AND h.decided = 1 AND c.phase = 'before'
           AND c.time >= :since AND c.time < :until
         GROUP BY 1, 2, 3, 4 ORDER BY calls DESC`,
      )
      .all({
        live,
        candidate,
        since: window.since === undefined ? '' : logTime(window.since),
        until: window.until === undefined ? '~' : logTime(window.until),
      }) as (Omit<AgreementRow, 'examples'> & { readonly ids: string })[]
    return rows.map(({ ids, ...row }) => ({ ...row, examples: ids.split(' ', examplesOfRow) }))
  })
}
