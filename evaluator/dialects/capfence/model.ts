import type { PolicyModel } from '../../dialect.ts'
import type { PythonValue } from '../../python/document-value.ts'
import type { CompiledPattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { MapNode, Node } from '../../yaml/node.ts'
import type { Action, Section } from './words.ts'

export interface CapfenceModel extends PolicyModel {
  /** All rules as the engine lines them up: the document's own (older form, deny, approval, allow, warn), then the parents'. */
  readonly rules: readonly CapfenceRule[]
  readonly riskLevels: readonly RiskLevel[]
  /** What `extends` names, in order. */
  readonly parents: readonly Named[]
  /** The document's map; null where nothing usable stands. */
  readonly root: MapNode | null
  /** The exception with which the runtime's stricter loader refuses a document that `check-policy` accepts; else null. */
  readonly runtimeRefuses: string | null
}

export interface CapfenceRule {
  readonly label: string
  readonly section: Section
  readonly action: Action
  /** Should be a string; the engine dies on others when it looks. */
  readonly capability: PythonValue
  readonly conditions: readonly Condition[]
  readonly range: Range
  readonly nameRange: Range
  /** 0 is the policy's own text, others count its further texts from 1. */
  readonly document: number
  /** The item in its document, for edits. */
  readonly node: Node
}

export interface Condition {
  readonly key: string
  readonly value: PythonValue
  /** Of `match_regex`: what Python's `re` makes of each value, in order; empty for all others. */
  readonly patterns: readonly CompiledPattern[]
  readonly range: Range
}

export interface RiskLevel {
  readonly label: string
  readonly level: string
  readonly action: Action
  readonly range: Range
  readonly nameRange: Range
  readonly actionNode: Node
  readonly document: number
}

export interface Named {
  readonly name: string
  readonly range: Range
}
