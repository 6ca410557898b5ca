import type { PolicyModel } from '../../evaluator/dialect.ts'
import type { DialectName } from '../../evaluator/policy.ts'
import type { Fix, Problem, Severity } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { type Code, codes } from '../codes.ts'
import type { PolicyDocument } from '../policyDocument.ts'

/** Work in steps of at most some milliseconds: between two of them others may have their turn, or it may be given up. */
export type Steps<T> = Generator<void, T>

/** Looks at a policy that its engine loads, and says what deserves thought; never an error. In steps where that can take long. */
export type Lint = (document: PolicyDocument) => readonly Problem[] | Steps<readonly Problem[]>

export interface Finding {
  readonly code: Code
  readonly range: Range
  readonly message: string
  readonly fixes?: readonly Fix[]
  /** Where it is less than the code's own. */
  readonly severity?: Severity
}

/** A finding with the severity of its code. */
export function problemOf({ code, range, message, fixes = [], severity }: Finding): Problem {
  const problem: Problem = { code, severity: severity ?? codes[code].severity, range, message }
  return fixes.length > 0 ? { ...problem, fixes } : problem
}

/** The document's model as its dialect's own; null for documents of another dialect. */
export function modelOf<Model extends PolicyModel>(document: PolicyDocument, dialect: DialectName): Model | null {
  return document.dialect.name === dialect ? (document.model as Model) : null
}
