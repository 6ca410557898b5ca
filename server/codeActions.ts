import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver'
import { fixAll } from '../analysis/fixAll.ts'
import { fixesOf } from '../analysis/fixes.ts'
import { silencers } from '../analysis/silence.ts'
import { type FlipTarget, isRefusal } from '../evaluator/dialect.ts'
import type { Mode } from '../evaluator/effect.ts'
import type { Fix, Problem } from '../evaluator/problem.ts'
import type { Range, TextEdit } from '../evaluator/text.ts'
import { type DiagnosticOptions, plainDiagnostics, problemsOf, toDiagnostic } from './diagnostics.ts'
import type { OpenDocument } from './documents.ts'
import { flipCommand } from './flip.ts'
import { toLspEdit } from './positions.ts'

export const fixAllKind = `${CodeActionKind.SourceFixAll}.rehearsal`

/** The kinds of actions that there are. */
export const codeActionKinds: readonly string[] = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind]

type Asked = Pick<CodeActionParams, 'range'> & { readonly context?: Pick<CodeActionParams['context'], 'only'> }

/**
 * Quick fixes for the problems in a range and comments that silence them, the flips that the place offers, and, where it is
 * asked for by its kind, all fixes at once that change no decision. `thought` is what lints have found. Null for documents
 * that are not ours.
 */
export function provideCodeActions(
  document: OpenDocument,
  { range, context }: Asked,
  thought: readonly Problem[] = [],
  options: DiagnosticOptions = plainDiagnostics,
): CodeAction[] | null {
  const said = problemsOf(document)
  if (said === null) return null
  const problems = [...said, ...thought].filter(({ code }) => options.severity[code] !== 'off')
  const wants = (kind: string) => context?.only?.some((only) => kind === only || kind.startsWith(`${only}.`))
  const [start, end] = [document.text.offsetAt(range.start), document.text.offsetAt(range.end)]
  const here = problems.filter((problem) => problem.range.start <= end && problem.range.end >= start)
  return [
    ...(wants(CodeActionKind.QuickFix) === false
      ? []
      : here.flatMap((problem) => quickFixes(document, problem, options))),
    ...(wants(CodeActionKind.RefactorRewrite) === false ? [] : flips(document, start, end)),
    ...(wants(fixAllKind) ? allFixes(document, problems) : []),
  ]
}

function quickFixes(document: OpenDocument, problem: Problem, options: DiagnosticOptions): CodeAction[] {
  const { policy } = document
  const diagnostics = toDiagnostic(document, problem, options)
  const action = ({ title, edits }: Fix): CodeAction => {
    return { title, kind: CodeActionKind.QuickFix, diagnostics, edit: toWorkspaceEdit(document, edits) }
  }
  const fixes = policy ? fixesOf(policy, problem) : (problem.fixes ?? [])
  const mends = fixes.map((fix, index): CodeAction => ({ ...action(fix), isPreferred: index === 0 }))
  return [...mends, ...(policy ? silencers(policy, problem).map(action) : [])]
}

function allFixes(document: OpenDocument, problems: readonly Problem[]): CodeAction[] {
  const edits = document.policy ? fixAll(document.policy, problems) : []
  if (edits.length === 0) return []
  const title = 'Mend all that changes no decision'
  return [{ title, kind: fixAllKind, edit: toWorkspaceEdit(document, edits) }]
}

function toWorkspaceEdit({ uri, text }: OpenDocument, edits: readonly TextEdit[]) {
  return { changes: { [uri]: edits.map((edit) => toLspEdit(text, edit)) } }
}

/** The flips that the place offers: of the policy at its mode, of the rule or override that stands there. */
function flips(document: OpenDocument, start: number, end: number): CodeAction[] {
  const { policy, uri } = document
  if (policy === null || policy.model.refused) return []
  const touches = ({ range }: { range: Range }) => range.start <= end && range.end >= start
  const targets: { target: FlipTarget; name: string }[] = []
  const add = (kind: FlipTarget['kind'], mode: Mode, name: string, label?: string) => {
    const to = mode === 'enforce' ? 'observe' : 'enforce'
    targets.push({ target: { kind, to, ...(label === undefined ? {} : { label }) }, name })
  }
  if (touches({ range: policy.model.modeRange })) add('policy', policy.policy.mode, '')
  for (const rule of policy.policy.rules) {
    if (rule.document === 0 && touches(rule)) add('rule', rule.mode, rule.label, rule.label)
  }
  for (const [index, override] of (policy.dialect.overridesOf?.(policy.model) ?? []).entries()) {
    if (touches(override)) add('override', override.mode, override.name, String(index))
  }
  return targets.flatMap(({ target, name }) => {
    if (isRefusal(policy.dialect.flip(policy.model, target))) return []
    const command = flipCommand({ uri, ...target })
    const title = name === '' ? command.title : `${command.title}: ${name}`
    return [{ title, kind: CodeActionKind.RefactorRewrite, command }]
  })
}
