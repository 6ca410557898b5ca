import type { Problem } from '../../evaluator/problem.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { problemOf } from './lint.ts'

/** What the log knows of one policy file. */
export interface FiredRules {
  /** How many calls it was asked about. */
  readonly decisions: number
  /** The labels of the rules that matched at least one of them. */
  readonly fired: ReadonlySet<string>
}

/** With fewer calls than this nothing is said: too few to tell an idle rule from a young log. */
export const enoughCalls = 100

/** Rules that no recorded call has matched: a fact, no fault, and so a hint that is off unless it is asked for. */
export function neverFired({ policy }: PolicyDocument, { decisions, fired }: FiredRules): readonly Problem[] {
  if (decisions < enoughCalls) return []
  const idle = policy.rules.filter(({ document, enabled, label }) => document === 0 && enabled && !fired.has(label))
  return idle.map(({ nameRange }) => {
    const message = `This rule matched none of the ${decisions.toLocaleString('en')} calls in the log that this policy was asked about.`
    return problemOf({ code: 'never-fired', range: nameRange, message })
  })
}
