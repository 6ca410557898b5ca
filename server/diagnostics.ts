import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver'
import { codeInfo } from '../analysis/codes.ts'
import { diagnosePolicy, diagnoseTestFile } from '../analysis/diagnose.ts'
import { shownMessage } from '../analysis/shownMessage.ts'
import type { Problem, Severity } from '../evaluator/problem.ts'
import type { OpenDocument } from './documents.ts'
import { fewOfEach } from './fewOfEach.ts'
import { toLspRange } from './positions.ts'
import type { SeverityByCode } from './settings.ts'

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
}

/** How findings are shown. */
export interface DiagnosticOptions {
  /** What the user wants of some codes. */
  readonly severity: SeverityByCode
  /** The folder with a page for each code, as a URI that ends in a slash; null where there is none. */
  readonly pages: string | null
  /** Whether broken YAML is another server's to tell. */
  readonly withholdSyntax: boolean
}

export const plainDiagnostics: DiagnosticOptions = { severity: {}, pages: null, withholdSyntax: false }

/**
 * What is wrong in a document: what is known at once, and `thought`, what lints have found. Null for documents that are
 * not ours.
 */
export function provideDiagnostics(
  document: OpenDocument,
  thought: readonly Problem[] = [],
  options = plainDiagnostics,
): Diagnostic[] | null {
  const { withholdSyntax } = options
  const problems = problemsOf(document)
  if (problems === null) return null
  if (withholdSyntax && document.policy?.wellFormed === false) return []
  const told = withholdSyntax ? problems.filter(({ code }) => code !== 'yaml-syntax') : problems
  return fewOfEach([...told, ...thought]).flatMap((problem) => toDiagnostic(document, problem, options))
}

/** The same as values, with their fixes; null for documents that are not ours. */
export function problemsOf({ policy, tests, text }: OpenDocument): readonly Problem[] | null {
  if (policy) return diagnosePolicy(policy)
  return tests ? diagnoseTestFile(text.getText()) : null
}

/** A problem as the editor shows it; nothing where the user has switched its code off. */
export function toDiagnostic(
  document: OpenDocument,
  problem: Problem,
  { severity, pages }: DiagnosticOptions = plainDiagnostics,
): Diagnostic[] {
  const { code, range, message } = problem
  const wanted = severity[code] ?? (codeInfo(code)?.offByDefault ? 'off' : problem.severity)
  if (wanted === 'off') return []
  const diagnostic: Diagnostic = {
    range: toLspRange(document.text, range),
    severity: severities[wanted],
    code,
    source: 'rehearsal',
    message: shownMessage(message),
  }
  if (pages === null || codeInfo(code) === undefined) return [diagnostic]
  return [{ ...diagnostic, codeDescription: { href: `${pages}${code}.md` } }]
}

/**
 * Where the pages lie that come with the server: files beside it, so that they open without a network. `started` is the
 * server's own file; null when the pages did not come along.
 */
export function pagesBeside(started: string | undefined): string | null {
  const folder = resolve(dirname(started ?? '.'), '../docs/diagnostics')
  return existsSync(folder) ? `${pathToFileURL(folder).href}/` : null
}
