import type { AgentCall, Call, ToolNames } from '../../evaluator/call.ts'
import type { DialectName } from '../../evaluator/policy.ts'
import type { Aside, ReplayWindow } from './report.ts'

/** One distinct call, whichever log it comes from. */
export interface SourceCall {
  /** In the agent's own words, which each dialect puts into its own; null where a log has only its system's words. */
  readonly agentCall: AgentCall | null
  /** In the words of one dialect, for a log of that dialect's own system. */
  readonly own: { readonly dialect: DialectName; readonly call: Call } | null
  readonly cwd: string
  readonly stored: 'whole' | 'in-part' | 'without-arguments'
}

/** What a policy was recorded to say of a call; the rule is empty where none decided. */
export interface SourceAnswer {
  readonly effect: string
  readonly rule: string
  /** The mode that the command line set, else empty. */
  readonly flag: string
}

/** Recorded calls of one window, from any log: distinct calls, and their repeats in the order of the log. */
export interface ReplaySource {
  readonly window: ReplayWindow
  readonly calls: readonly SourceCall[]
  /** One place for each repeat: indexes into `calls`. */
  readonly repeats: ArrayLike<number>
  /** Number of the session of each repeat; 0 where the agent names none. */
  readonly sessions: ArrayLike<number>
  /** Milliseconds since the epoch. */
  readonly times: ArrayLike<number>
  /** Where each repeat stands in its log: what `event` wants. */
  readonly places: ArrayLike<number>
  /** Sessions that began before the window: what was counted in them is not known. */
  readonly cutSessions: ReadonlySet<number>
  /** Entries that could not be taken as calls, by why. */
  readonly aside: readonly Aside[]
  /** The user's own names for agents' tools, by dialect. */
  readonly toolNames?: Readonly<Record<string, ToolNames>>
  /** What the policy in `file` said of each call (by index) under the text with this digest. */
  answers(file: string, digest: string): ReadonlyMap<number, SourceAnswer>
  /** The same for each repeat, by its place. */
  repeatAnswers?(file: string, digest: string): ReadonlyMap<number, SourceAnswer>
  /** How often the log says that each rule of the policy in `file` fired in the window. */
  recordedHits(file: string): ReadonlyMap<string, number>
  /** Ids of the events at these places; empty for one that is gone. */
  eventIds(places: readonly number[]): readonly string[]
}

/** How often each call occurs, and the index of its newest repeat. */
export interface Weights {
  readonly counts: Uint32Array
  readonly newest: Uint32Array
}

/** Counts the repeats of each call. */
export function weightsOf({ calls, repeats }: ReplaySource): Weights {
  const counts = new Uint32Array(calls.length)
  const newest = new Uint32Array(calls.length)
  for (let index = 0; index < repeats.length; index++) {
    const call = repeats[index] as number
    counts[call] = (counts[call] ?? 0) + 1
    newest[call] = index
  }
  return { counts, newest }
}
