import type { Range as LspRange } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Range, TextEdit } from '../evaluator/text.ts'

/** A stretch of offsets as the editor counts it. */
export function toLspRange(document: TextDocument, { start, end }: Range): LspRange {
  return { start: document.positionAt(start), end: document.positionAt(end) }
}

export function toLspEdit(document: TextDocument, { range, newText }: TextEdit): { range: LspRange; newText: string } {
  return { range: toLspRange(document, range), newText }
}
