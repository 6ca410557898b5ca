import type { PolicyModel } from '../../dialect.ts'
import type { Mode } from '../../effect.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { Entry, MapNode } from '../../yaml/node.ts'

export type Action = 'allow' | 'deny' | 'redact' | 'require_approval'

export interface SandboxModel extends PolicyModel {
  readonly mode: Mode
  /** False where the document does not write its mode out. */
  readonly modeStands: boolean
  readonly rules: readonly SandboxRule[]
  readonly overrides: readonly Override[]
  /** The document's map; null where nothing usable stands. */
  readonly root: MapNode | null
}

export interface SandboxRule {
  readonly label: string
  readonly action: Action
  readonly reason: string
  readonly range: Range
  readonly nameRange: Range
  readonly toolNames: readonly Sourced<string>[] | null
  readonly command: Sourced<Pattern> | null
  readonly output: Sourced<Pattern> | null
  /** Where what is made of the rule's words, wherever it stands, is kept while they stay; absent in a text that is read once. */
  readonly kept?: KeptRule
}

/** What those who look at every rule of every version keep with it, each under a key of their own. */
export interface KeptRule {
  compiled?: unknown
}

export interface Override {
  readonly agentGlob: string
  readonly mode: Mode
  readonly range: Range
  readonly modeEntry: Entry
}

/** A value with the place it stands at. */
export interface Sourced<T> {
  readonly value: T
  readonly range: Range
}
