import type { AgreementRow } from './agreement.ts'
import type { StoredRow } from './chain.ts'
import type { PolicyEvidence } from './evidence.ts'
import type { EventFilter } from './filter.ts'
import type { AuditFault, Result } from './result.ts'
import type { RowPage, RuleKey, RulePageOptions } from './rows.ts'
import type { Window } from './rule-counts.ts'
import type { ShownLog, ViewAnswer, ViewQuery } from './view-messages.ts'

/** How a tail stands, with a sentence for whoever waits for rows. */
export interface TailState {
  /**
   * `live`: following; `waiting`: no log yet; `replaced`: another file took its place, what was shown is stale;
   * `damaged`: cannot be read now, tried again; `restarting`: the reading process died; `unsupported`: cannot work here.
   */
  readonly state: 'live' | 'waiting' | 'replaced' | 'damaged' | 'restarting' | 'unsupported'
  readonly message: string
  readonly fault?: AuditFault
  /** Of another system's log. */
  readonly log?: ShownLog
}

/** What the parent may ask; rows come back as the table holds them. */
export type TailQuery =
  | { readonly ask: 'rule-events'; readonly rule: RuleKey; readonly options: RulePageOptions }
  | { readonly ask: 'list'; readonly filter: EventFilter; readonly options: { limit?: number; count?: boolean } }
  | { readonly ask: 'event'; readonly id: string }
  | ViewQuery
  | { readonly ask: 'evidence'; readonly policyFile: string; readonly window: Window }
  | { readonly ask: 'agreement'; readonly live: string; readonly candidate: string; readonly window: Window }

export type TailAnswer = RowPage | StoredRow | PolicyEvidence | readonly AgreementRow[] | ViewAnswer | null

/** Parent → child: a question, or that the one of this number is withdrawn. */
export type ToTail =
  | { readonly number: number; readonly query: TailQuery }
  | { readonly number: number; readonly withdrawn: true }

/** Child → parent. */
export type FromTail =
  | { readonly say: 'state'; readonly state: TailState; readonly seq: number }
  /** New rows, oldest first; `skipped` older ones were left out because too many came at once. */
  | { readonly say: 'events'; readonly rows: readonly StoredRow[]; readonly skipped: number }
  /** How far an export is, from 0 to 1. */
  | { readonly say: 'progress'; readonly number: number; readonly part: number }
  | { readonly say: 'answer'; readonly number: number; readonly answer: Result<TailAnswer> }
