import type { PolicyModel } from '../../dialect.ts'
import type { Json } from '../../json/values.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { Entry, MapNode } from '../../yaml/node.ts'
import type { Cidr, ListedHost } from './address.ts'
import type { Glob } from './glob.ts'
import type { Step } from './path.ts'
import type { DefaultVerdict, Level, Operator, Preset, Stage, Verdict } from './words.ts'

export interface OrcaModel extends PolicyModel {
  readonly observeMode: boolean
  readonly autonomy: Level | null
  readonly policies: readonly InnerPolicy[]
  /** Key name → the policy it names; null where it names none. */
  readonly keys: ReadonlyMap<string, string | null>
  /** In document order; null where the document has no map of its own. */
  readonly toolNames: readonly ToolName[] | null
  /** The document's map; null where nothing usable stands. */
  readonly root: MapNode | null
}

/** One firewall policy of the workspace. */
export interface InnerPolicy {
  readonly name: string
  readonly id: Integer | null
  readonly enabled: boolean
  readonly isDefault: boolean
  readonly defaultVerdict: DefaultVerdict
  readonly shadow: boolean
  readonly node: MapNode
  readonly nameRange: Range
  readonly shadowEntry: Entry | null
  readonly defaultRange: Range
  /** As written; `position` is the place among them, rules that could not be read included. */
  readonly rules: readonly OrcaRule[]
}

export type Integer = number | bigint

export interface OrcaRule {
  readonly position: number
  /** How decisions name it, unique in the document: the policy's name and its own label. */
  readonly name: string
  readonly label: string
  readonly priority: Integer
  readonly id: Integer | null
  readonly stage: Stage
  readonly tool: Glob
  readonly skill: Glob
  readonly verdict: Verdict
  readonly clauses: readonly Clause[]
  readonly egress: Egress | null
  readonly sanitize: Sanitize | null
  readonly capCents: number
  /** True for a rule on a sequence of calls: one call alone never matches it. */
  readonly needsHistory: boolean
  readonly range: Range
  readonly nameRange: Range
  readonly places: RulePlaces
}

/** Where the parts of a rule stand that a finding or a trace points at; absent parts have none. */
export type RulePlaces = Readonly<
  Partial<Record<'stage' | 'tool' | 'skill' | 'verdict' | 'clauses' | 'egress' | 'sequence' | 'priority', Range>>
>

export interface Clause {
  readonly path: readonly Step[]
  readonly pathText: string
  readonly operator: Operator
  readonly value: Json
  /** What `value` was compiled to, for `regex` and `cidr_match`. */
  readonly pattern: Pattern | null
  readonly cidr: Cidr | null
  readonly range: Range
}

export interface Egress {
  readonly deny: readonly ListedHost[]
  readonly allow: readonly ListedHost[]
}

export interface Sanitize {
  readonly presets: readonly Preset[]
  readonly patterns: readonly Pattern[]
}

/** One entry of `tool_names`. */
export interface ToolName {
  readonly from: string
  readonly to: string
}
