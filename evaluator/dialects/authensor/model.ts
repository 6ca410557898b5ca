import type { CompiledPatterns } from '../../conditions/patterns.ts'
import type { PolicyModel } from '../../dialect.ts'
import type { Range } from '../../text.ts'
import type { Node } from '../../yaml/node.ts'

export interface AuthensorModel extends PolicyModel {
  /** Empty until the model is compiled; then those that were asked for, so that a model that is kept has them. */
  readonly patterns: CompiledPatterns
  /** The engine's list of policies, in the document's order. */
  readonly policies: readonly PlacedPolicy[]
}

/** One policy of the document, whatever it is, with its place. */
export interface PlacedPolicy {
  /** Its name or id where the document has several; empty for an only one. */
  readonly label: string
  readonly value: unknown
  readonly node: Node | null
  readonly rules: readonly PlacedRule[]
}

/** One entry of a policy's `rules`, whatever it is, with its place. */
export interface PlacedRule {
  readonly label: string
  readonly value: unknown
  readonly node: Node | null
  readonly range: Range
  readonly nameRange: Range
}
