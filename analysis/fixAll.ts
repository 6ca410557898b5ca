import type { Problem } from '../evaluator/problem.ts'
import { applyEdits, type TextEdit } from '../evaluator/text.ts'
import { fixesOf } from './fixes.ts'
import { type PolicyDocument, readPolicyAs } from './policyDocument.ts'

/** How many fixes are tried one by one when all together would break the document. */
const tried = 50

/**
 * The edits that mend all that can be mended without changing a decision and without a guess; none that overlap, and none
 * after which the engine would refuse a document that it loads.
 */
export function fixAll(document: PolicyDocument, problems: readonly Problem[]): readonly TextEdit[] {
  const safe = problems.flatMap(
    (problem) => fixesOf(document, problem).find((fix) => !fix.changesDecisions)?.edits ?? [],
  )
  const apart: TextEdit[] = []
  for (const edit of safe) if (!apart.some(touching(edit))) apart.push(edit)
  if (apart.length === 0 || loadsAfter(document, apart)) return apart
  const kept: TextEdit[] = []
  for (const edit of apart.slice(0, tried)) if (loadsAfter(document, [...kept, edit])) kept.push(edit)
  return kept
}

function touching({ range }: TextEdit): (other: TextEdit) => boolean {
  return (other) => other.range.start < range.end && range.start < other.range.end
}

function loadsAfter({ dialect, path, text, model }: PolicyDocument, edits: readonly TextEdit[]): boolean {
  const after = readPolicyAs(dialect, path, applyEdits(text, edits), { further: model.further })
  return after.model.refused === null || model.refused !== null
}
