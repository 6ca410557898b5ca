import type { ScalarNode, ScalarValue } from './node.ts'

/** How one engine's YAML reader differs from the others. */
export interface YamlFlavour {
  readonly name: string
  /**
   * Resolves a scalar. `tag` is the explicit tag or null. `error` names what the engine refuses there
   * (the reader turns it into a problem and keeps the text as the value).
   */
  resolve(text: string, style: ScalarNode['style'], tag: string | null): Resolved
  /** Whether `<<` merges maps. */
  readonly merges: boolean
  /** What a key that stands twice means. */
  readonly duplicateKeys: 'error' | 'last-wins'
  /** Whether control characters are refused, as the specification has it; tabs and line breaks are none of these. */
  readonly refusesControls?: boolean
  /** Applied before parsing; must keep every offset, so it replaces characters one for one. */
  prepare?(text: string): string
}

export interface Resolved {
  readonly value: ScalarValue
  readonly error?: string
  /** Beside `error`: the exception that the engine's reader dies with instead of refusing the document. */
  readonly crash?: string
}
