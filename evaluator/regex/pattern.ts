import type { Range } from '../text.ts'

/** Whose regular expressions: each engine's own syntax and meaning. */
export type RegexFlavour = 'python' | 're2' | 'rust' | 'javascript'

/** A pattern that can be searched for; no search takes more than linear time unless `needsIsolation`. */
export interface Pattern {
  readonly source: string
  readonly flavour: RegexFlavour
  /** True when only a killed worker can bound a search: the host then runs the whole policy in one. */
  readonly needsIsolation: boolean
  /** Texts of which at least one stands in every text where the pattern occurs; null where none is plain to see. */
  readonly literals: readonly string[] | null
  /** Whether the pattern occurs anywhere in `text` (or as its anchors say). */
  test(text: string): boolean
  /** Whether the pattern matches at the very start of `text`, as Python's `re.match` asks. */
  testAtStart(text: string): boolean
  /** Whether the pattern matches the whole of `text`, as Python's `re.fullmatch` asks. */
  testWhole(text: string): boolean
  /** Replaces every match, left to right, with the literal `replacement`, by the flavour's own rule for empty matches. */
  replaceAll(text: string, replacement: string): string
  /** Where every match stands, left to right, by the flavour's own rule for empty matches. */
  findAll(text: string): readonly Range[]
}

/** Why there is no pattern: the engine refuses it, or no translation has the same meaning. */
export interface PatternError {
  readonly kind: 'invalid' | 'cannot-reproduce'
  /** The exception with which the engine's own compiler dies over an invalid pattern, where it does not refuse it. */
  readonly raises?: 'OverflowError' | 'ValueError'
  /** In the engine's spirit, in words a person can act on. */
  readonly message: string
  /** Where in the pattern, in UTF-16 code units. */
  readonly at: Range
}

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly error: PatternError }

/** The flags that an engine's own code passes beside the pattern; inline flags stand in the pattern itself. */
export interface PatternFlags {
  readonly ignoreCase?: boolean
  readonly multiline?: boolean
  readonly dotAll?: boolean
  /** Whether `\w \d \s \b` know letters beyond ASCII (Python `str` patterns and Rust: by default; RE2 and JavaScript: never). */
  readonly unicodeClasses?: boolean
}

/**
 * Thrown by a search that a call may not pay for: it alone, or all of the call's together, would take too long; the
 * engine itself may search on without end there. Policies turn it into the verdict `error`; it never leaves the evaluator.
 */
export class PatternTooSlow extends Error {
  constructor(source: string) {
    const shown = source.length > 80 ? `${source.slice(0, 80)}…` : source
    super(
      `the pattern /${shown}/ takes more steps on this text than can be waited for, with what was searched for before it; its engine may not come back`,
    )
    this.name = 'PatternTooSlow'
  }
}
