import type { PolicyModel } from '../../dialect.ts'
import type { Json } from '../../json/values.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { MapNode } from '../../yaml/node.ts'
import type { SideEffect, Words } from './words.ts'

/** An edictum policy: one document, or several composed in the order given. */
export interface EdictumModel extends PolicyModel {
  readonly words: Words
  /** The documents as they stand, before they are composed. */
  readonly layers: readonly Layer[]
  /** What the engine is left with after composition, in its order. */
  readonly contracts: readonly Contract[]
  readonly mode: OwnMode
  readonly tools: ReadonlyMap<string, SideEffect>
}

export type OwnMode = 'enforce' | 'observe'

/** One document: whatever of it could be read. */
export interface Layer {
  readonly path: string
  readonly root: MapNode | null
  readonly name: string | null
  readonly mode: OwnMode | null
  readonly observeAlongside: boolean
  readonly tools: ReadonlyMap<string, SideEffect>
  readonly contracts: readonly Contract[]
}

export type Contract = PreContract | PostContract | SessionContract | SandboxContract

export interface ContractBase {
  readonly id: string
  /** Its id, or `ID:candidate` in a layer that observes alongside. */
  readonly label: string
  /** True in a layer that observes alongside: it never decides. */
  readonly candidate: boolean
  readonly enabled: boolean
  readonly ownMode: OwnMode | null
  /** Index of its document. */
  readonly document: number
  readonly node: MapNode
  readonly range: Range
  readonly nameRange: Range
  readonly message: string
  readonly tags: readonly string[]
  readonly metadata: { readonly [key: string]: Json }
  /** True when `then.metadata` has a key that is no string, which the engine cannot pass on. */
  readonly metadataBroken: boolean
}

export interface PreContract extends ContractBase {
  readonly type: 'pre'
  readonly tool: string
  readonly when: Expression
  readonly effect: 'deny' | 'approve'
  readonly timeout: Json
  readonly timeoutEffect: 'deny' | 'allow'
}

export interface PostContract extends ContractBase {
  readonly type: 'post'
  readonly tool: string
  readonly when: Expression
  readonly effect: 'warn' | 'redact' | 'deny'
}

export interface SessionContract extends ContractBase {
  readonly type: 'session'
  readonly limits: SessionLimits
}

/** Numbers keep their lexemes: a limit of `3.0` is printed so. */
export interface SessionLimits {
  readonly maxToolCalls: Json | undefined
  readonly maxAttempts: Json | undefined
  readonly perTool: ReadonlyMap<string, Json>
}

export interface SandboxContract extends ContractBase {
  readonly type: 'sandbox'
  readonly tools: readonly string[]
  readonly within: readonly string[]
  readonly notWithin: readonly string[]
  readonly commands: readonly string[]
  readonly domains: readonly string[]
  readonly blockedDomains: readonly string[]
  readonly effect: 'deny' | 'approve'
  readonly timeout: Json
  readonly timeoutEffect: 'deny' | 'allow'
}

export type Expression = Combination | Negation | Leaf

export interface Combination {
  readonly kind: 'all' | 'any'
  readonly items: readonly Expression[]
  readonly range: Range
}

export interface Negation {
  readonly kind: 'not'
  readonly item: Expression
  readonly range: Range
}

export interface Leaf {
  readonly kind: 'leaf'
  readonly range: Range
  /** The Python type of a key that is no string stands in its place: the engine dies on it. */
  readonly selector: string | { readonly type: string }
  readonly selectorRange: Range
  readonly operator: string
  readonly operatorRange: Range
  readonly operand: Json
  readonly operandRange: Range
  /** For `matches` and `matches_any`, in order. */
  readonly patterns: readonly Pattern[]
}
