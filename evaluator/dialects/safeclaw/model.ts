import type { PolicyModel } from '../../dialect.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { MapNode } from '../../yaml/node.ts'
import type { Field, Operator, PageMode, Verdict } from './words.ts'

export interface SafeclawModel extends PolicyModel {
  /** The page's word, however the document spells it. */
  readonly mode: PageMode
  readonly modeStands: boolean
  readonly rules: readonly SafeclawRule[]
  /** The document's map; null where nothing usable stands. */
  readonly root: MapNode | null
}

export interface SafeclawRule {
  readonly name: string
  readonly action: string
  readonly verdict: Verdict
  /** All must hold; none means the action alone decides. */
  readonly conditions: readonly Condition[]
  readonly range: Range
  readonly nameRange: Range
  readonly actionRange: Range
}

/** One operator under one field. */
export type Condition = {
  readonly field: Field
  readonly range: Range
  readonly valueRange: Range
} & (
  | { readonly operator: Exclude<Operator, 'in' | 'matches'>; readonly value: string }
  | { readonly operator: 'in'; readonly value: readonly string[] }
  | { readonly operator: 'matches'; readonly value: Pattern }
)
