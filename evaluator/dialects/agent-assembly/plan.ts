import type { Truth } from '../../json/values.ts'
import type { RuleInfo } from '../../policy.ts'
import type { Asked } from './expression/compile.ts'
import type { CredentialAction, DataPattern, SectionDocument } from './model.ts'

/** What a test of a rule sees beside the action: the time, in milliseconds since the epoch. */
export interface Question extends Asked {
  readonly now: number
}

/** One rule: what is told of it, and whether it matches; `none` (-1) stands for a rule that a document has not. */
export interface PlannedRule {
  readonly info: RuleInfo
  readonly kind: RuleKind
  readonly test: (question: Question) => Truth
}

export type RuleKind =
  | 'schedule'
  | 'network'
  | 'capabilities.deny'
  | 'capabilities.allow'
  | 'tool'
  | 'limit'
  | 'approval'
  | 'builtin'
  | 'pattern'
  | 'pack'
  | 'budget'

export const none = -1

export interface PlannedTool {
  readonly deny: number
  readonly limitRule: number
  readonly limit: number
  readonly approval: number
}

export interface PlannedDocument {
  readonly section: SectionDocument
  readonly schedule: number
  readonly network: number
  readonly capabilityDeny: number
  readonly capabilityAllow: number
  readonly tools: ReadonlyMap<string, PlannedTool>
  readonly any: PlannedTool | undefined
  readonly budget: number
}

/** A compiled policy: its rules, and for each document the numbers of those that belong to it. */
export interface Plan {
  readonly rules: readonly PlannedRule[]
  readonly documents: readonly PlannedDocument[]
  readonly builtin: number
  /** Patterns and packs in the engine's order, each with its rule. */
  readonly patterns: readonly (DataPattern & { readonly rule: number })[]
  readonly packs: readonly { readonly tag: string; readonly rule: number; readonly known: boolean }[]
  readonly credentialAction: CredentialAction
}

/** The entry that governs a tool in one document: its own, else `"*"`. */
export function entryFor(document: PlannedDocument, tool: string): PlannedTool | undefined {
  return document.tools.get(tool) ?? document.any
}
