import type { Json, Truth } from '../../json/values.ts'
import type { RuleInfo } from '../../policy.ts'
import { type Action, payloadText } from './action.ts'
import type { Asked, Condition } from './expression/compile.ts'
import { parsePayload } from './expression/payload.ts'
import type { CredentialAction, DataPattern, SectionDocument } from './model.ts'
import type { Tally } from './scan/random.ts'
import type { Reading } from './scan/reading.ts'

/** What a test of a rule sees: the action, the agent's level, and the time in milliseconds since the epoch. */
export class Question implements Asked {
  readonly action: Action
  readonly level: number
  readonly now: number
  private readonly place: () => Reading
  private reading: Reading | null = null
  /** The reading's turn when this question's payload was read. */
  private turn = -1
  private parsed = false
  private value: Json | undefined

  constructor(action: Action, level: number, now: number, place: () => Reading) {
    this.action = action
    this.level = level
    this.now = now
    this.place = place
  }

  /** The payload's text, read; null when parts of it are not known. Good until another question is read in the same place. */
  read(): Reading | null {
    const { reading } = this
    return reading !== null && reading.turn === this.turn ? reading : this.readAnew()
  }

  private readAnew(): Reading | null {
    const text = payloadText(this.action.payload)
    if (text === null) return null
    const reading = this.place().read(text)
    this.reading = reading
    this.turn = reading.turn
    return reading
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
  /** What `approval` asks, where the entry is known to govern the call. */
  readonly condition: Condition
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

/** A rule that looks for sensitive data, and what it says of a text that is read. */
export interface DataSearch {
  readonly rule: number
  readonly finds: (reading: Reading) => boolean
  /** Pairs of which a text meets one where anything is found; null where that is not known. */
  readonly told: Uint16Array | null
}

/** A compiled policy: its rules, and for each document the numbers of those that belong to it. */
export interface Plan {
  readonly rules: readonly PlannedRule[]
  readonly documents: readonly PlannedDocument[]
  readonly builtin: number
  /** Patterns and packs in the engine's order, each with its rule. */
  readonly patterns: readonly (DataPattern & { readonly rule: number })[]
  readonly packs: readonly { readonly tag: string; readonly rule: number; readonly known: boolean }[]
  /** What looks for sensitive data after the built-in scanner, in the engine's order: the patterns, the packs. */
  readonly further: readonly DataSearch[]
  /** `told` of all of them together; null where that of one is. */
  readonly furtherTold: Uint16Array | null
  /** Where the built-in scanner counts characters. */
  readonly tally: Tally
  /** The first of `packs` that this release of the engine does not have. */
  readonly unknownPack: { readonly tag: string; readonly rule: number } | undefined
  readonly credentialAction: CredentialAction
  /** Where the texts of this policy's calls are read, one after the other; made when the first is. */
  readonly reading: () => Reading
}

/** The entry that governs a tool in one document: its own, else `"*"`. */
export function entryFor(document: PlannedDocument, tool: string): PlannedTool | undefined {
  return document.tools.get(tool) ?? document.any
}
