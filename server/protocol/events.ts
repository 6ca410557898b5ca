/**
 * The messages about the log's events: groups, pages, reviews, exports, the summary of a policy. Plain JSON, no imports
 * beside the protocol's own.
 */
import type { LogState } from '../protocol.ts'

/** Which decisions are wanted; every key narrows. */
export interface EventsFilter {
  /** Hours back from now, counted from the full hour; absent: all. */
  readonly windowHours?: number
  /** Absent: both. */
  readonly only?: 'shadow' | 'live'
  /** Globs with `*`, `?` and `[…]`; `tool` is held against the dialect's and the agent's own name. */
  readonly agent?: string
  readonly tool?: string
  /** A run: the agent's session id. */
  readonly session?: string
  /** The document's name, and the absolute path of its file. */
  readonly policy?: string
  readonly policyFile?: string
  /** A rule that fired; null for decisions that no rule made. */
  readonly rule?: string | null
  readonly effect?: string
}

export type GroupBy = 'policy' | 'rule' | 'agent' | 'tool' | 'run'

/** How many events there are of each group; policies come as their rules. */
export const groupsRequest = 'rehearsal/groups'
export interface GroupsParams {
  readonly filter: EventsFilter
  readonly by: GroupBy
  /** The `next` of the answer before: runs, and what no table counts, come in parts. */
  readonly before?: number
}
export interface Groups {
  readonly state: LogState
  /** Whose log it is where it is another system's, which is only read. */
  readonly foreign: string | null
  readonly groups: readonly Group[]
  readonly next: number | null
}
/** A group under its key: `rule` with its policy, `agent`, `tool` or `session`; the others are empty. */
export interface Group {
  readonly policy: string
  readonly policyFile: string
  readonly dialect: string
  readonly rule: string | null
  readonly agent: string
  readonly tool: string
  readonly session: string
  /** How many events had each effect. */
  readonly effects: Readonly<Record<string, number>>
  readonly count: number
  /** ISO 8601, UTC. */
  readonly lastSeen: string
}

/** A page of events, newest first. A search is given up after some time with what it has found: `next` goes on. */
export const eventsRequest = 'rehearsal/events'
export interface EventsParams {
  readonly filter: EventsFilter
  readonly before?: number
  readonly limit: number
}
export interface Events {
  readonly events: readonly LogEvent[]
  readonly next: number | null
  /** Why there are none, where that needs a sentence. */
  readonly message: string
}

export type ReviewWord = 'true_positive' | 'false_positive'

/** One row of the log as views show it; control and bidi characters are escaped already. */
export interface LogEvent {
  readonly id: string
  readonly seq: number
  readonly time: string
  readonly agent: string
  readonly session: string
  readonly tool: string
  /** The call's telling argument: the command, path or URL; shortened. */
  readonly subject: string
  readonly effect: string
  readonly verdict: string
  readonly mode: string
  readonly applied: string
  readonly dryRun: boolean
  readonly rule: string | null
  readonly reason: string
  readonly policy: string
  readonly policyFile: string
  readonly dialect: string
  readonly review: ReviewWord | null
  /** From another system's log: it can be neither reviewed nor edited upon. */
  readonly foreign: boolean
  /** The command that asks the policy about this call again; empty where the call was not kept. */
  readonly cliCall: string
  /** The whole event as pretty JSON. */
  readonly json: string
}

/** Marks decisions as right or wrong, or with null as not reviewed; the answer is a sentence where it failed. */
export const reviewRequest = 'rehearsal/review'
export interface ReviewParams {
  readonly ids: readonly string[]
  readonly review: ReviewWord | null
}
export interface ReviewAnswer {
  readonly reviewed: number
  readonly message: string
}

/** Writes the decisions that a filter wants as CSV, oldest first, into a file that its user alone can read. */
export const exportCsvRequest = 'rehearsal/exportCsv'
export interface ExportCsvParams {
  readonly filter: EventsFilter
  /** Absolute. */
  readonly path: string
  /** Names the progress notifications of this export. */
  readonly token: number
}
export interface ExportCsvAnswer {
  readonly events: number
  readonly message: string
}
/** How far an export is, from 0 to 1. */
export const exportProgressNotification = 'rehearsal/exportProgress'
export interface ExportProgress {
  readonly token: number
  readonly part: number
}

/** Shows another log in the views, or with null the workspace's own again; the answer is a sentence where that failed. */
export const openLogRequest = 'rehearsal/openLog'
export interface OpenLogParams {
  readonly path: string | null
}
export interface OpenLogAnswer {
  readonly message: string
}

/** What a policy would have done to the calls of a window. */
export const summaryRequest = 'rehearsal/summary'
export interface SummaryParams {
  readonly policyFile: string
  /** Absent: 24. */
  readonly windowHours?: number
}
export interface Summary {
  readonly state: LogState
  readonly windowHours: number
  /** Decisions of the policy in the window, live and shadow. */
  readonly decisions: number
  readonly wouldDeny: number
  readonly wouldRedact: number
  readonly wouldRequireApproval: number
  readonly wouldWarn: number
  /** The rule that decided most shadow events. */
  readonly topRule: { readonly rule: string; readonly count: number } | null
  readonly truePositives: number
  readonly falsePositives: number
  /** ISO 8601; empty when there was none. */
  readonly lastShadowEvent: string
  /** Would-be decisions per hour or day, oldest first, without gaps. */
  readonly over: readonly SummaryPoint[]
  readonly by: 'hour' | 'day'
}
export interface SummaryPoint {
  readonly start: string
  /** By effect; absent: none. */
  readonly effects: Readonly<Record<string, number>>
}

/** What is wrong with the hooks of agents; empty when all is well. */
export const hookHealthRequest = 'rehearsal/hookHealth'
export interface HookHealth {
  /** `hook settings changed`, as doctor tells it. */
  readonly changed: readonly string[]
  /** Agents whose hook names this log, while no session of theirs stands in it. */
  readonly notSeen: readonly string[]
}
