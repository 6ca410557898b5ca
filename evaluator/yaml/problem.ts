import type { Range } from '../text.ts'

/** What keeps a text from being the document its author meant, before any dialect has looked at it. */
export interface YamlProblem {
  readonly kind: 'syntax' | 'second-document' | 'duplicate-key' | 'tag' | 'scalar' | 'alias' | 'merge'
  readonly range: Range
  readonly message: string
  /** The exception that the engine's reader dies with, where it does not refuse the document in an orderly way. */
  readonly crash?: string
  /** The exception with which the engine's reader refuses the document in an orderly way, where that is known. */
  readonly raised?: string
}
