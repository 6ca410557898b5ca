import type { Position, SelectionRange } from 'vscode-languageserver'
import { nestingAt } from '../analysis/outline/nesting.ts'
import type { OpenDocument } from './documents.ts'
import { languageOf } from './language.ts'
import { toLspRange } from './positions.ts'

/** What a selection grows to, step by step, at each position; null for documents that are not ours. */
export function provideSelectionRanges(
  document: OpenDocument,
  positions: readonly Position[],
): SelectionRange[] | null {
  if (languageOf(document) === null) return null
  const { text } = document
  return positions.map((position) => {
    const nesting = nestingAt(text.getText(), text.offsetAt(position)).toReversed()
    const [outermost, ...inner] = nesting.map((range) => toLspRange(text, range))
    const whole: SelectionRange = { range: outermost ?? { start: position, end: position } }
    return inner.reduce<SelectionRange>((parent, range) => ({ range, parent }), whole)
  })
}
