import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver'
import { foldsOf } from '../analysis/outline/nesting.ts'
import type { OpenDocument } from './documents.ts'
import { languageOf } from './language.ts'

/** Entries, items and runs of comments; null for documents that are not ours, so that the editor's own folding works. */
export function provideFolding(document: OpenDocument): FoldingRange[] | null {
  if (languageOf(document) === null) return null
  return foldsOf(document.text.getText()).map(({ first, last, comment }) => {
    return { startLine: first, endLine: last, ...(comment ? { kind: FoldingRangeKind.Comment } : {}) }
  })
}
