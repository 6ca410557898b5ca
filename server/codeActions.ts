import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver'
import { isRefusal } from '../evaluator/dialect.ts'
import { problemsOf, toDiagnostic } from './diagnostics.ts'
import type { OpenDocument } from './documents.ts'
import { flipCommand } from './flip.ts'
import { toLspEdit } from './positions.ts'

/** Quick fixes for the problems in `range`, and the flip where the mode stands; null for documents that are not ours. */
export function provideCodeActions(document: OpenDocument, range: Range): CodeAction[] | null {
  const problems = problemsOf(document)
  if (problems === null) return null
  const [start, end] = [document.text.offsetAt(range.start), document.text.offsetAt(range.end)]
  const here = problems.filter((problem) => problem.range.start <= end && problem.range.end >= start)
  const fixes = here.flatMap((problem) =>
    (problem.fixes ?? []).map((fix, index): CodeAction => {
      return {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(document, problem)],
        isPreferred: index === 0,
        edit: { changes: { [document.uri]: fix.edits.map((edit) => toLspEdit(document.text, edit)) } },
      }
    }),
  )
  return [...fixes, ...flips(document, start, end)]
}

function flips(document: OpenDocument, start: number, end: number): CodeAction[] {
  const { policy } = document
  if (policy === null || policy.model.modeRange.start > end || policy.model.modeRange.end < start) return []
  const to = policy.policy.mode === 'enforce' ? 'observe' : 'enforce'
  if (isRefusal(policy.dialect.flip(policy.model, { kind: 'policy', to }))) return []
  const command = flipCommand({ uri: document.uri, kind: 'policy', to })
  return [{ title: command.title, kind: CodeActionKind.RefactorRewrite, command }]
}
