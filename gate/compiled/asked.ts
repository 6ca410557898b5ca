import type { Machine } from '../../audit/place.ts'
import type { Recall } from '../policies.ts'

/** Which policies are asked for. */
export interface Asked {
  /** Absolute; none means those that are found around `folder`. */
  readonly named: readonly string[]
  readonly folder: string
  readonly machine: Machine
  readonly recall: Recall
  /** The policies that were found around `folder` before. */
  readonly knownHere: () => readonly string[]
}
