/**
 * The messages about replay: what the text in the editor would decide over the recorded calls. Plain JSON, no imports.
 */

/** The last replay of a document, or of the last version of it that loaded; null for what is no policy. */
export const replayRequest = 'rehearsal/replay'
export interface ReplayParams {
  readonly uri: string
  /** Hours back from now; absent: the setting `rehearsal.replay.window`. */
  readonly windowHours?: number
  /** What `changes` compares with: the file on disk, or git's HEAD. Absent: nothing. */
  readonly against?: 'saved' | 'head'
}
export interface ReplayAnswer {
  /** `ok`, or why there are no figures, with a sentence. */
  readonly state: 'ok' | 'running' | 'no-log' | 'failed'
  readonly message: string
  readonly report: ReplayFigures | null
}
export interface ReplayFigures {
  readonly since: string | null
  readonly until: string | null
  readonly calls: number
  readonly distinct: number
  readonly byEffect: Readonly<Record<string, number>>
  readonly byDefault: Readonly<Record<string, number>>
  readonly rules: readonly RuleFigures[]
  readonly aside: readonly { readonly reason: string; readonly count: number; readonly sentence: string }[]
  readonly changes: readonly ChangeFigures[]
  /** The text does not load: the figures are those of the last one that did. */
  readonly stale: boolean
}
export interface RuleFigures {
  readonly label: string
  readonly hits: number
  readonly decided: number
  readonly byEffect: Readonly<Record<string, number>>
  readonly recordedHits: number
  readonly onOutputs: boolean
}
export interface ChangeFigures {
  readonly from: OutcomeFigures
  readonly to: OutcomeFigures
  readonly count: number
  /** Event ids. */
  readonly examples: readonly string[]
}
export interface OutcomeFigures {
  readonly effect: string
  readonly rule: string | null
}

/** The calls behind a number, most frequent first. */
export const replayCallsRequest = 'rehearsal/replayCalls'
export interface ReplayCallsParams {
  readonly uri: string
  readonly windowHours?: number
  /** Every key narrows; none means all calls that were judged. */
  readonly of: {
    /** The rule that decides; null for the default. */
    readonly rule?: string | null
    readonly effect?: string
    /** Calls that the base decides otherwise. */
    readonly change?: 'saved' | 'head'
  }
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: number
}
export interface ReplayCalls {
  readonly rows: readonly ReplayCallRow[]
  /** How many calls there are, repeats included, and how many different ones. */
  readonly calls: number
  readonly distinct: number
  readonly next: number | null
  /** Why there are none, where that needs a sentence. */
  readonly message: string
  /** Why further calls of the document are not counted, a sentence each; only with the first page of all its calls. */
  readonly notCounted?: readonly string[]
}
/** One distinct call; control and bidi characters are escaped already. */
export interface ReplayCallRow {
  /** The event that recorded it last. */
  readonly eventId: string
  readonly time: string
  readonly count: number
  readonly agent: string
  readonly tool: string
  /** Its telling argument: the command, path or URL; shortened. */
  readonly subject: string
  readonly effect: string
  readonly rule: string | null
  /** What the base decides, where a change was asked for. */
  readonly before: OutcomeFigures | null
}

/** The event that a row stands for, as pretty JSON; null when it is gone. */
export const replayEventRequest = 'rehearsal/replayEvent'
export interface ReplayEventParams {
  readonly uri: string
  readonly id: string
}
