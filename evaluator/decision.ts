import type { Counters } from './call.ts'
import { type Applied, applyEffect, type Effect, isShadow, type Mode } from './effect.ts'
import type { Json } from './json/values.ts'

/** What a policy says of one call, and what that does to it. */
export interface Decision {
  /** The dialect's own word. */
  readonly verdict: string
  readonly effect: Effect
  /** Label of the deciding rule; null when none decided. */
  readonly rule: string | null
  /** Labels of all rules that matched, in the order the engine looks. */
  readonly matched: readonly string[]
  readonly reason: string | null
  readonly mode: Mode
  readonly applied: Applied
  /** True for a shadow event: the effect was above `allow` and the mode kept it from being applied. */
  readonly dryRun: boolean
  /** What the caller gets to see instead, when the call had an output. */
  readonly output?: Json
  /** The counters after this call; absent when it counted nothing. */
  readonly counters?: Counters
}

/** A call that could not be decided: enforcement stops it, observation records a shadow event. */
export function errorDecision(reason: string, mode: Mode): Decision {
  return {
    verdict: 'error',
    effect: 'error',
    rule: null,
    matched: [],
    reason,
    mode,
    applied: applyEffect('error', mode),
    dryRun: isShadow('error', mode),
  }
}
