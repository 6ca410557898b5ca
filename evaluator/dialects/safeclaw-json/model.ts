import type { CompiledPatterns } from '../../conditions/patterns.ts'
import type { PolicyModel } from '../../dialect.ts'
import type { Range } from '../../text.ts'
import type { Node } from '../../yaml/node.ts'

export interface SafeclawJsonModel extends PolicyModel {
  /** Empty until the model is compiled; then those that were asked for, so that a model that is kept has them. */
  readonly patterns: CompiledPatterns
  /** What `JSON.parse` gives; where the text is no JSON, what can be read of it. */
  readonly value: unknown
  readonly rules: readonly PlacedRule[]
}

/** One entry of `rules`, whatever it is, with its place. */
export interface PlacedRule {
  readonly label: string
  readonly value: unknown
  /** Null where the document's places are not known. */
  readonly node: Node | null
  readonly range: Range
  readonly nameRange: Range
}
