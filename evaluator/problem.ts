import type { Range, TextEdit } from './text.ts'

export type Severity = 'error' | 'warning' | 'information' | 'hint'

/** Something found in a policy's text, at its exact place, in words a person can act on. */
export interface Problem {
  /** Stable, kebab-case; names the page under `docs/diagnostics/`. */
  readonly code: string
  readonly severity: Severity
  readonly range: Range
  readonly message: string
  /** The engine's load-error category, when the engine itself refuses the document for this. */
  readonly category?: string
  /** Ways to mend it, best first. */
  readonly fixes?: readonly Fix[]
}

/** A mend for a problem; `changesDecisions` keeps it out of fix-all. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
  readonly changesDecisions: boolean
}
