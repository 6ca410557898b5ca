import type { Outcomes } from './outcomes.ts'
import type { ReplaySource, Weights } from './source.ts'

/** What figures are counted over: distinct calls with their weight, or repeats one by one. */
export interface Units {
  readonly size: number
  /** How many calls a unit stands for; 0 for a call that the window does not hold. */
  weight(unit: number): number
  /** Index into the source's calls. */
  call(unit: number): number
  /** Its newest repeat. */
  repeat(unit: number): number
  /** Where its outcome stands. */
  in(outcomes: Outcomes, unit: number): number
}

/** Units fine enough for all of these outcomes. */
export function unitsOf({ calls, repeats }: ReplaySource, weights: Weights, ...all: readonly Outcomes[]): Units {
  if (all.every((outcomes) => outcomes.of === 'calls')) {
    return {
      size: calls.length,
      weight: (unit) => weights.counts[unit] as number,
      call: (unit) => unit,
      repeat: (unit) => weights.newest[unit] as number,
      in: (_, unit) => unit,
    }
  }
  return {
    size: repeats.length,
    weight: () => 1,
    call: (unit) => repeats[unit] as number,
    repeat: (unit) => unit,
    in: (outcomes, unit) => (outcomes.of === 'calls' ? (repeats[unit] as number) : unit),
  }
}
