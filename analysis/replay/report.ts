import type { Effect } from '../../evaluator/effect.ts'

/** The stretch of time that is replayed; ISO 8601, null where it is open. */
export interface ReplayWindow {
  readonly since: string | null
  readonly until: string | null
}

/** What a policy's text would decide over recorded calls. Every figure counts calls, repeats included. */
export interface ReplayReport {
  readonly window: ReplayWindow
  /** Calls that were judged: those of `byEffect`, without the ones put aside. */
  readonly calls: number
  /** How many of them are different from each other. */
  readonly distinct: number
  readonly byEffect: Readonly<Record<Effect, number>>
  /** In the order of the policy's rules; then places that decided without being a rule, such as limits. */
  readonly rules: readonly RuleReplay[]
  /** Calls that no rule decided: the policy's default. */
  readonly byDefault: Readonly<Record<Effect, number>>
  /** Calls that are not in any other figure, by why. Only those that occur. */
  readonly aside: readonly Aside[]
  /** Against the base text, where one was given: only calls whose effect or deciding rule differs. */
  readonly changes: readonly ReplayChange[]
  /** The text of this report does not load, so the figures are those of the last one that did. */
  readonly stale: boolean
}

/** One rule, over the calls that were judged. */
export interface RuleReplay {
  readonly label: string
  /** How often it would match; in dialects that stop at the first match, how often it is the first. */
  readonly hits: number
  /** How often it would set the verdict. */
  readonly decided: number
  /** Of these, by effect. */
  readonly byEffect: Readonly<Record<Effect, number>>
  /** How often the log says that it fired, whichever text it had then. */
  readonly recordedHits: number
  /** It looks at outputs, which are not stored: only its recorded hits are known. */
  readonly onOutputs: boolean
}

export type AsideReason =
  | 'unknown'
  | 'without-arguments'
  | 'session-cut'
  | 'other-kind'
  | 'unreadable'
  | 'without-time'
  | 'recorded-otherwise'

/** Calls put aside, or (`recorded-otherwise`) counted as they were recorded although what is stored says another thing. */
export interface Aside {
  readonly reason: AsideReason
  readonly count: number
  /** What a person should know, in one sentence. */
  readonly sentence: string
}

/** Calls that the base text decides in one way and this text in another. */
export interface ReplayChange {
  readonly from: Outcome
  readonly to: Outcome
  readonly count: number
  /** Ids of events that recorded such calls, newest first; a few. */
  readonly examples: readonly string[]
}

/** An effect and who set it; `unknown` where the call's stored values do not tell. */
export interface Outcome {
  readonly effect: Effect | 'unknown'
  readonly rule: string | null
}

/** No calls, by effect. */
export function noEffects(): Record<Effect, number> {
  return { allow: 0, warn: 0, redact: 0, require_approval: 0, deny: 0, error: 0 }
}
