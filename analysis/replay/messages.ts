import type { NamedFilesIn } from '../../audit/named-files.ts'
import type { ToolNames } from '../../evaluator/call.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import type { Outcome, ReplayChange, ReplayReport } from './report.ts'

/** The two texts that an edited one is compared with; null where there is none. */
export interface Bases {
  readonly saved: string | null
  readonly head: string | null
}

export type BaseName = keyof Bases

/** Where the documents are that a text calls for: as its version in the editor has them, else in files. */
export interface NamedTexts {
  readonly texts: readonly PolicyText[]
  readonly files: Pick<NamedFilesIn, 'start' | 'startIs' | 'within'>
}

/** A text to be replayed, and again whenever the log grows, until another one comes under the same key. */
export interface ToJudge {
  readonly say: 'judge'
  readonly key: string
  readonly path: string
  readonly text: string
  readonly dialect?: string
  readonly windowHours: number
  readonly bases: Bases
  readonly named?: NamedTexts
}

/** Parent → child. */
export type ToReplay =
  | ToJudge
  | { readonly say: 'close'; readonly key: string }
  | { readonly say: 'tool-names'; readonly names: Readonly<Record<string, ToolNames>> }
  | { readonly say: 'ask'; readonly number: number; readonly query: ReplayQuery }
  /** Nobody wants the answer any more. */
  | { readonly say: 'withdraw'; readonly number: number }
  /** Asks for a sign of life. */
  | { readonly say: 'ping' }

export type ReplayQuery =
  | {
      readonly ask: 'calls'
      readonly key: string
      readonly of: { readonly rule?: string | null; readonly effect?: Effect; readonly change?: BaseName }
      readonly limit: number
      readonly after: number
    }
  | { readonly ask: 'event'; readonly id: string }
  /** What `text` in the place of the one under `key` would decide, and how that differs. */
  | { readonly ask: 'compare'; readonly key: string; readonly text: string }
  /** A text, whether one is open under its path or not. */
  | {
      readonly ask: 'text'
      readonly path: string
      readonly text: string
      readonly dialect?: string
      readonly windowHours: number
      readonly named?: NamedTexts
    }
  /** The text under `key` over another window. */
  | { readonly ask: 'window'; readonly key: string; readonly windowHours: number; readonly against?: BaseName }

/** A report with what differs from each base; null where there is no base, or it does not load. */
export interface ReportWithBases {
  readonly report: ReplayReport
  readonly changes: { readonly [name in BaseName]: readonly ReplayChange[] | null }
}

/** Calls behind a number, as rows. */
export interface CallRows {
  readonly rows: readonly CallRow[]
  readonly calls: number
  readonly distinct: number
  readonly next: number | null
}

export interface CallRow {
  readonly eventId: string
  /** ISO 8601. */
  readonly time: string
  readonly count: number
  readonly agent: string
  readonly tool: string
  readonly subject: string
  readonly outcome: Outcome
  readonly before: Outcome | null
}

/** How replaying stands, with a sentence. */
export interface ReplayState {
  readonly kind: 'ok' | 'no-log' | 'damaged'
  readonly message: string
}

/** Child → parent. */
export type FromReplay =
  | { readonly say: 'state'; readonly state: ReplayState }
  | { readonly say: 'report'; readonly key: string; readonly found: ReportWithBases }
  /** Nothing can be said of the text under `key`: it never loaded, or is no policy. */
  | { readonly say: 'nothing'; readonly key: string }
  | { readonly say: 'answer'; readonly number: number; readonly answer: ReplayAnswer }
  | { readonly say: 'pong' }

/** Answers to the queries, in their order; null where there is nothing to be told. */
export type ReplayAnswer = CallRows | string | ReportWithBases | null
