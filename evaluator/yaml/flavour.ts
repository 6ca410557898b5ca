import type { CST } from 'yaml'
import type { ScalarNode, ScalarValue } from './node.ts'
import type { YamlProblem } from './problem.ts'

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
  /** Whether a list or map as a key is refused, as readers that hash their keys do. */
  readonly hashableKeys?: boolean
  /** Applied before parsing; must keep every offset, so it replaces characters one for one. */
  prepare?(text: string): string
  /** Whether the engine reads on where the `yaml` library complains; `code` and `message` are the library's. */
  tolerates?(code: string, message: string): boolean
  /** What the engine refuses although the library takes it; `tokens` are the library's, of the prepared text. */
  inspect?(text: string, tokens: readonly CST.Token[]): YamlProblem[]
}

export interface Resolved {
  readonly value: ScalarValue
  readonly error?: string
  /** Beside `error`: the exception that the engine's reader dies with instead of refusing the document. */
  readonly crash?: string
}
