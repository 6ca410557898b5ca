/** A stretch of a document: offsets in UTF-16 code units, `end` excluded. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Replaces the text at `range`; an empty range inserts. */
export interface TextEdit {
  readonly range: Range
  readonly newText: string
}

/** One document of a policy: its text, and the path or label under which it was given. */
export interface PolicyText {
  readonly path: string
  readonly text: string
  /** True for one that is only observed alongside those before it, where its dialect composes, whatever it says itself. */
  readonly alongside?: boolean
}

/** The text after `edits`, which must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = [...edits].sort((a, b) => b.range.start - a.range.start)
  return inOrder.reduce((out, { range, newText }) => out.slice(0, range.start) + newText + out.slice(range.end), text)
}
