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
  /** The name by which another document of the policy calls for it, where that is how it came to be given. */
  readonly named?: string
  /** Why one that is called for has no text; absent where it has one. */
  readonly unread?: Unread
}

/** Why a document that another one calls for could not be read. */
export interface Unread {
  /** What its engine makes of that: no such file, a folder, an exception of its own, or nothing that can be foreseen. */
  readonly as: 'missing' | 'folder' | 'raised' | 'unforeseen'
  /** The Python class of the exception, where there is one. */
  readonly raised?: string
  /** Whole sentences: why, and what to do. */
  readonly message: string
  /** The name under which it would be found, where there is one. */
  readonly instead?: string
}

/** The documents that a policy calls for by name, as whoever has the policy read finds them. */
export interface NamedFiles {
  /** The document of that name, `named` so; one without text says why. The same one again for as long as it stays as it is. */
  read(name: string): PolicyText
  /** What a dialect made of such a document before, so that one that stayed is not read again with every version of its child. */
  readonly made: WeakMap<PolicyText, unknown>
}

/** The text after `edits`, which must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = [...edits].sort((a, b) => b.range.start - a.range.start)
  return inOrder.reduce((out, { range, newText }) => out.slice(0, range.start) + newText + out.slice(range.end), text)
}
