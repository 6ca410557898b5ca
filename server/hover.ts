import { type Hover, MarkupKind, type Position } from 'vscode-languageserver'
import { type Documents, type OpenDocument, shownVersion } from './documents.ts'
import { toLspRange } from './positions.ts'
import { casesOf, runTests } from './tests.ts'

/** Over a test case: its verdict with every rule and clause, and what each saw; null elsewhere. */
export function provideHover(document: OpenDocument, documents: Documents, position: Position): Hover | null {
  const shown = shownVersion(document)
  const offset = shown.text.offsetAt(position)
  const testCase = casesOf(shown).find(({ range }) => range.start <= offset && offset <= range.end)
  if (testCase === undefined) return null
  const [result] = runTests(shown, documents, [testCase.id])
  if (result === undefined) return null
  return {
    contents: { kind: MarkupKind.Markdown, value: result.trace },
    range: toLspRange(shown.text, testCase.range),
  }
}
