import { createHash } from 'node:crypto'
import type { Call, Counters, Given } from '../../evaluator/call.ts'
import type { Fix, Severity } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'

/** One call and what the policy should say of it. */
export interface TestCase {
  /** Hash of the case's text; survives the case being moved. */
  readonly id: string
  readonly label: string
  readonly range: Range
  readonly call: Call
  /** Earlier calls of the same session, in order. */
  readonly before: readonly Call[]
  readonly given: Given
  readonly counters: Counters
  readonly expect: Expectation
  /** The policy that this case is about, where it is another one than its file's. */
  readonly policy?: PolicyOfCase
}

/** Paths relative to the test file, in order; or a policy that stands in the test file itself. */
export type PolicyOfCase = { readonly paths: readonly string[] } | { readonly text: string }

/** What must hold of the decision; absent keys are not looked at. */
export interface Expectation {
  /** An effect word, or one of the dialect's own verdicts. */
  readonly verdict?: string
  /** `verdict` is the engine's own word and nothing else, also where it reads like an effect. */
  readonly isOwnWord?: boolean
  /** Further words that will do as well: other systems' files fold several verdicts into one. */
  readonly orVerdict?: readonly string[]
  readonly rule?: string
  readonly reasonContains?: string
  readonly applied?: string
  readonly mode?: string
}

/** Something that stands where a case should, and why it is none. */
export interface CaseProblem {
  readonly code: string
  readonly range: Range
  readonly message: string
  /** Less than an error where it may be meant as something else. */
  readonly severity?: Severity
  readonly fixes?: readonly Fix[]
}

/** Gives each case the hash of its text as id; equal texts are numbered. */
export function caseIds(texts: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return texts.map((text) => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
    const count = (seen.get(hash) ?? 0) + 1
    seen.set(hash, count)
    return count === 1 ? hash : `${hash}-${count}`
  })
}
