import type { Truth } from '../../json/values.ts'

/** The engine dies while it looks at a rule: the Python class it raises, and why. */
export class Failure {
  readonly raised: string
  readonly reason: string
  /** Set when it is not the engine that fails but our translation of what it was asked. */
  readonly cannotReproduce: boolean
  constructor(raised: string, reason: string, cannotReproduce = false) {
    this.raised = raised
    this.reason = reason
    this.cannotReproduce = cannotReproduce
  }
}

/** What comes of looking at a clause or a rule. */
export type Outcome = Truth | Failure
