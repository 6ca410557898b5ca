import type { Facts } from './facts.ts'
import type { Answer } from './judge.ts'
import type { RuntimeAnswer } from './runtime.ts'

/** What one call came to: both layers, and the facts it was judged by. */
export interface Judged {
  /** Null for a fixture event that the engine cannot read. */
  readonly facts: Facts | null
  readonly answer: Answer
  /** Null for a fixture event, in which the runtime takes no part. */
  readonly runtime: RuntimeAnswer | null
  /** The capability's name when it was built from parts, or taken from a fixture event. */
  readonly capability: string | null
}
