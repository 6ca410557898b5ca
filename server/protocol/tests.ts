/**
 * The messages about coverage and generated cases; running cases is in `protocol.ts`. Plain JSON, no imports beside the
 * protocol's own.
 */
import type { Edit, Refusal, TextRange } from '../protocol.ts'

/** What the cases of a run with `coverage` have shown, by document. */
export const coverageRequest = 'rehearsal/coverage'
export interface CoverageParams {
  /** The name that the run gave as its `coverage`. */
  readonly run: string
}
export interface Share {
  readonly covered: number
  readonly total: number
}
export interface CoveredFile {
  readonly uri: string
  readonly rules: Share
  /** Clauses, and rules that have none. */
  readonly statements: Share
}

/** The rules and clauses of one document of such a run; empty when the run is no longer known. */
export const coverageDetailsRequest = 'rehearsal/coverageDetails'
export interface CoverageDetailsParams extends CoverageParams {
  readonly uri: string
}
export interface CoveredRule {
  readonly label: string
  readonly range: TextRange
  /** How often it decided. */
  readonly decided: number
  readonly statements: readonly CoveredStatement[]
}
export interface CoveredStatement {
  readonly range: TextRange
  /** How often it bore on a decision of its rule. */
  readonly decided: number
}

/** Makes test cases of recorded calls, against the text in the editor. */
export const generateCasesRequest = 'rehearsal/generateCases'
export interface GenerateCasesParams {
  readonly uri: string
}
export interface GeneratedCasesAnswer {
  /** The test file beside the policy. */
  readonly uri: string
  /** There is no such file yet: `edits` make it. */
  readonly isNew: boolean
  readonly cases: number
  readonly edits: readonly Edit[]
  /** What was made and what was not, in sentences. */
  readonly summary: string
}
export type GenerateCasesAnswer = GeneratedCasesAnswer | Refusal
