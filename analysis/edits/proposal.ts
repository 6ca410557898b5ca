import type { Call, Given } from '../../evaluator/call.ts'
import type { Refusal } from '../../evaluator/dialect.ts'
import type { RuleInfo } from '../../evaluator/policy.ts'
import type { TextEdit } from '../../evaluator/text.ts'
import type { PolicyDocument } from '../policyDocument.ts'

/** A call that a policy should treat otherwise, and the rule that decided it. */
export interface Target {
  readonly document: PolicyDocument
  readonly call: Call
  readonly given: Given
  /** Null where the policy's default decided. */
  readonly rule: RuleInfo | null
}

/** An edit of a policy that a person is asked about. */
export interface Proposal {
  /** What it does, in one sentence. */
  readonly summary: string
  readonly edits: readonly TextEdit[]
}

/** Makes the edit for one dialect; null where the dialect has no words for it. */
export type Propose = (target: Target) => Proposal | null

/** Why no edit can be made. */
export function refusal(code: string, message: string): Refusal {
  return { code, message }
}
