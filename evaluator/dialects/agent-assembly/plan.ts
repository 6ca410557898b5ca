import type { Json, Truth } from '../../json/values.ts'
import type { RuleInfo } from '../../policy.ts'
import type { Action } from './action.ts'
import type { Asked } from './expression/compile.ts'
import { parsePayload } from './expression/payload.ts'
import type { CredentialAction, DataPattern, SectionDocument } from './model.ts'

/** What a test of a rule sees: the action, the agent's level, and the time in milliseconds since the epoch. */
export class Question implements Asked {
  readonly action: Action
  readonly level: number
  readonly now: number
  private parsed = false
  private value: Json | undefined

  constructor(action: Action, level: number, now: number) {
    this.action = action
    this.level = level
    this.now = now
  }

  get json(): Json | undefined {
    if (!this.parsed) {
      this.parsed = true
      this.value = parsePayload(this.action.payload)
    }
    return this.value
  }
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
