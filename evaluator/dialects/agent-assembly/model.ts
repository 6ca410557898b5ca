import type { PolicyModel } from '../../dialect.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { Sourced } from '../../yaml/serde/typed.ts'
import type { Expression } from './expression/parse.ts'

export type CredentialAction = 'block' | 'redact_only' | 'alert_only' | 'alert_and_redact'

/** One policy, or a cascade: the documents that apply to the agent, broad to narrow. */
export interface AgentAssemblyModel extends PolicyModel {
  readonly documents: readonly SectionDocument[]
}

/** One document of the section schema, as it was read; a section that is not stated is null. */
export interface SectionDocument {
  readonly text: string
  /** What its rules' labels begin with: empty for the policy's own text. */
  readonly labelPrefix: string
  /** From the first to the last character of what was read. */
  readonly range: Range
  readonly scope: string
  readonly name: string | null
  readonly policyVersion: string | null
  readonly version: string | null
  readonly network: NetworkSection | null
  readonly schedule: ActiveHours | null
  readonly budget: BudgetSection | null
  readonly data: DataSection | null
  readonly tools: ReadonlyMap<string, ToolEntry>
  readonly capabilities: CapabilitiesSection | null
  readonly approvalTimeout: number
  readonly approval: { readonly timeout: number | null; readonly role: string | null } | null
  readonly filesystem: FilesystemSection | null
  /** In the engine's own order. */
  readonly syscalls: readonly string[] | null
}

export interface NetworkSection {
  readonly range: Range
  readonly nameRange: Range
  readonly allowlist: readonly Sourced<string>[]
}

export interface ActiveHours {
  readonly range: Range
  readonly nameRange: Range
  readonly start: string
  readonly end: string
  readonly timezone: string
}

export interface BudgetSection {
  readonly range: Range
  readonly nameRange: Range
  readonly daily: number | null
  readonly monthly: number | null
  readonly orgDaily: number | null
  readonly orgMonthly: number | null
  readonly timezone: string | null
  readonly suspends: boolean
  /** Nanoseconds. */
  readonly window: bigint | null
}

export interface DataSection {
  readonly range: Range
  readonly nameRange: Range
  readonly patterns: readonly DataPattern[]
  readonly action: CredentialAction
  readonly packs: readonly Sourced<string>[]
}

export interface DataPattern {
  readonly source: string
  readonly range: Range
  /** Null where the pattern does not compile or cannot be reproduced. */
  readonly pattern: Pattern | null
}

export interface ToolEntry {
  readonly name: string
  readonly range: Range
  readonly nameRange: Range
  readonly allow: boolean
  /** Where `allow` says so; the entry's name where it does not. */
  readonly allowRange: Range
  readonly limit: Sourced<number> | null
  readonly approval: Approval | null
}

export interface Approval {
  readonly source: string
  readonly range: Range
  readonly expression: Expression
}

export interface CapabilitiesSection {
  readonly range: Range
  readonly nameRange: Range
  readonly allow: readonly Sourced<string>[]
  readonly deny: readonly Sourced<string>[]
}

export interface FilesystemSection {
  readonly read: readonly string[] | null
  readonly write: readonly string[] | null
}
