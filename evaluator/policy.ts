import type { Call, Counters, Given } from './call.ts'
import type { Decision } from './decision.ts'
import type { Effect, Mode } from './effect.ts'
import type { Json, Truth } from './json/values.ts'
import type { Range } from './text.ts'
import type { Trace } from './trace.ts'

export const dialectNames = [
  'agent-assembly-sandbox',
  'agent-assembly',
  'edictum',
  'capfence',
  'safeclaw',
  'safeclaw-json',
  'authensor',
  'orca',
] as const

export type DialectName = (typeof dialectNames)[number]

/** Whatever decides in a policy: rule, contract, tool entry. */
export interface RuleInfo {
  /** How decisions name it; unique in the policy. */
  readonly label: string
  /** The whole rule in the document it stands in. */
  readonly range: Range
  /** Where its name stands, or the place that best names it: what a click on the rule selects. */
  readonly nameRange: Range
  /** Index of its document among the policy's: 0 is the policy's own text. */
  readonly document: number
  /** The rule's own mode, where the dialect has one and the rule sets it. */
  readonly ownMode: Mode | null
  /** The mode it decides with when nothing overrides it. */
  readonly mode: Mode
  /** What it says when it decides, on the common scale. */
  readonly effect: Effect
  /** False for a rule that the document switches off. */
  readonly enabled: boolean
  /** True for a rule that can match only once the call has run: it reads what came of it. */
  readonly onOutputs?: boolean
}

/** One loaded and compiled policy. Nothing here throws, whatever the call holds. */
export interface Policy {
  readonly dialect: DialectName
  /** The document's own name, or its file's where it has none. */
  readonly name: string
  /** SHA-256 (hex) over the texts it was made from. */
  readonly digest: string
  readonly rules: readonly RuleInfo[]
  /** The mode of the document itself, before overrides. */
  readonly mode: Mode
  /** True where the document writes that mode out; else it is the dialect's default. */
  readonly modeStands: boolean
  /** True when a decision can depend on earlier calls or on the time. */
  readonly stateful: boolean
  /** True when a pattern in it can only be bounded by killing a worker; the host then runs the policy in one. */
  readonly needsIsolation: boolean
  /** Whether one rule (an index into `rules`) matches; `unknown` when it needs a value that was not stored. */
  match(rule: number, call: Call, given: Given): Truth
  /** The decision that follows from every rule's match; `unknown` counts as no match. */
  decide(matches: readonly Truth[], call: Call, given: Given, counters: Counters): Decision
  /**
   * Every decision that can follow where something beside the rules reads a value that was not stored, `decide`'s among
   * them; absent where nothing does.
   */
  possible?(matches: readonly Truth[], call: Call, given: Given, counters: Counters): readonly Decision[]
  /** Both in one: the hot path. */
  evaluate(call: Call, given: Given, counters: Counters): Decision
  /** The same with every rule and clause, and what each saw; its decision always equals `evaluate`'s. */
  explain(call: Call, given: Given, counters: Counters): Trace
  /** What the log records after the call (it has `output` or `throws`): null when no rule on outputs matched. */
  judgeOutput(call: Call, given: Given, counters: Counters): Decision | null
  /** The dialect's own full answer, as its conformance page defines `expect`, with the counters after the call. */
  native(call: Call, given: Given, counters: Counters): NativeAnswer
}

export interface NativeAnswer {
  readonly answer: Json
  readonly counters: Counters
  /** Why the engine's answer cannot be reproduced, when that is so; `answer` then means nothing. */
  readonly cannotReproduce?: string
}
