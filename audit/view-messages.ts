import type { StoredRow } from './chain.ts'
import type { FacetCount, GroupBy, RunCount } from './facets.ts'
import type { EventFilter } from './filter.ts'
import type { ForeignEvent, LogFormat } from './readers/foreign-event.ts'
import type { Review, ReviewCount } from './reviews.ts'
import type { CountPoint, RuleCount, Window } from './rule-counts.ts'

/** What a view asks the process that reads the log; all of it can be withdrawn. */
export type ViewQuery =
  | {
      readonly ask: 'groups'
      readonly filter: EventFilter
      readonly by: GroupBy
      readonly before?: number
      readonly limit: number
    }
  | { readonly ask: 'page'; readonly filter: EventFilter; readonly before?: number; readonly limit: number }
  | { readonly ask: 'card'; readonly policyFile: string; readonly window: Window; readonly points: 'hour' | 'day' }
  | { readonly ask: 'export'; readonly filter: EventFilter; readonly to: string }

/** Groups of events; runs and what is searched for come in pages. */
export interface GroupPage {
  readonly groups: readonly FacetCount[]
  readonly runs: readonly RunCount[]
  /** Pass as `before` to go on; null when there is no more. */
  readonly next: number | null
}

/** Events of another system's log, or rows of ours, newest first. */
export interface ViewPage {
  readonly rows: readonly StoredRow[]
  readonly foreign: readonly ForeignEvent[]
  /** By event id. */
  readonly reviews: Readonly<Record<string, Review>>
  readonly next: number | null
}

/** What the summary of one policy is drawn from. */
export interface CardCounts {
  readonly counts: readonly RuleCount[]
  readonly points: readonly CountPoint[]
  readonly reviews: readonly ReviewCount[]
}

/** How an export ended. */
export interface Exported {
  readonly events: number
}

export type ViewAnswer = GroupPage | ViewPage | CardCounts | Exported

/** What kind of log is followed; of another system's it says how much of it is known. */
export interface ShownLog {
  readonly format: LogFormat
  /** Entries that were read, of which only the newest are kept. */
  readonly entries: number
  readonly kept: number
  /** Entries that could not be read. */
  readonly odd: number
}
