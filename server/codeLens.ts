import type { CodeLens } from 'vscode-languageserver'
import { isRefusal } from '../evaluator/dialect.ts'
import { loadedVersion, type OpenDocument } from './documents.ts'
import { flipCommand } from './flip.ts'
import { toLspRange } from './positions.ts'
import { casesOf } from './tests.ts'

/**
 * `▶ Dry-run this call` over every test case, and the flip above the mode; null for documents that are not ours.
 * While the text is broken or refused the last good lenses stay, so that lines do not jump.
 */
export function provideCodeLenses(document: OpenDocument): CodeLens[] | null {
  const shown = loadedVersion(document)
  if (shown.policy === null && shown.tests === null) return null
  const dryRuns = casesOf(shown).map((testCase): CodeLens => {
    const command = { title: '▶ Dry-run this call', command: 'rehearsal.dryRun', arguments: [shown.uri, testCase.id] }
    return { range: toLspRange(shown.text, testCase.range), command }
  })
  return [...flipLens(shown), ...dryRuns]
}

function flipLens({ uri, policy, text }: OpenDocument): CodeLens[] {
  if (policy === null || policy.model.refused) return []
  const to = policy.policy.mode === 'enforce' ? 'observe' : 'enforce'
  if (isRefusal(policy.dialect.flip(policy.model, { kind: 'policy', to }))) return []
  const range = toLspRange(text, policy.model.modeRange)
  const command = flipCommand({ uri, kind: 'policy', to })
  const icon = to === 'enforce' ? '$(shield)' : '$(eye)'
  return [{ range, command: { ...command, title: `${icon} ${command.title}` } }]
}
