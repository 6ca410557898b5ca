import type { Truth } from '../../json/values.ts'

/**
 * What a check comes to. `failed` is the engine's policy error (a wrong type) and `crashed` an exception inside the
 * check: both count as fired, and neither is turned round by `not`.
 */
export type Outcome = 0 | 1 | 2 | 3 | 4
export const no = 0
export const yes = 1
export const unknown = 2
export const failed = 3
export const crashed = 4

export function hasFired(outcome: Outcome): boolean {
  return outcome === yes || outcome >= failed
}

export function truthOf(outcome: Outcome): Truth {
  return outcome === unknown ? 'unknown' : outcome !== no
}
