import type { Decision } from './decision.ts'
import type { Mode } from './effect.ts'
import type { Json, Truth } from './json/values.ts'

import type { Range } from './text.ts'

/** How a decision came about: every rule in the order the engine looks, every clause with what it saw. */
export interface Trace {
  readonly decision: Decision
  readonly rules: readonly RuleTrace[]
  /** What else bore on the decision: the mode and where it came from, defaults, limits; one sentence each. */
  readonly notes: readonly string[]
}

export interface RuleTrace {
  readonly label: string
  readonly range: Range
  readonly document: number
  /** `skipped` when the engine never looked. */
  readonly matched: Truth | 'skipped'
  readonly decided: boolean
  readonly mode: Mode
  /** Why the rule did or did not decide, in one sentence. */
  readonly why: string
  readonly clauses: readonly ClauseTrace[]
}

export interface ClauseTrace {
  /** The clause as a person would say it: `args.path contains ".env"`. */
  readonly text: string
  readonly range: Range
  /** The value it looked at; undefined when there was none. */
  readonly saw: Json | undefined
  readonly matched: Truth | 'skipped'
  readonly clauses?: readonly ClauseTrace[]
}
