import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver'
import { diagnosePolicy, diagnoseTestFile } from '../analysis/diagnose.ts'
import type { Problem, Severity } from '../evaluator/problem.ts'
import type { OpenDocument } from './documents.ts'
import { toLspRange } from './positions.ts'

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
}

/** What is wrong in a document; null for documents that are not ours. Broken YAML may be another server's to tell. */
export function provideDiagnostics(document: OpenDocument, withholdSyntax = false): Diagnostic[] | null {
  const problems = problemsOf(document)
  if (problems === null) return null
  if (withholdSyntax && document.policy?.wellFormed === false) return []
  const told = withholdSyntax ? problems.filter(({ code }) => code !== 'yaml-syntax') : problems
  return told.map((problem) => toDiagnostic(document, problem))
}

/** The same as values, with their fixes; null for documents that are not ours. */
export function problemsOf({ policy, tests, text }: OpenDocument): readonly Problem[] | null {
  if (policy) return diagnosePolicy(policy)
  return tests ? diagnoseTestFile(text.getText()) : null
}

export function toDiagnostic(document: OpenDocument, problem: Problem): Diagnostic {
  return {
    range: toLspRange(document.text, problem.range),
    severity: severities[problem.severity],
    code: problem.code,
    source: 'rehearsal',
    message: problem.message,
  }
}
