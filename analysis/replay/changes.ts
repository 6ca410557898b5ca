import { codes, effectOf, type Outcomes } from './outcomes.ts'
import type { Outcome, ReplayChange } from './report.ts'
import type { ReplaySource, Weights } from './source.ts'
import { type Units, unitsOf } from './units.ts'

const mostExamples = 5

/** What a version comes to: as it counts, where what was recorded goes first, and as its text alone decides. */
export interface Compared {
  readonly outcomes: Outcomes
  readonly judged: Outcomes
}

interface Change {
  readonly from: Outcome
  readonly to: Outcome
  count: number
  /** Indexes of repeats. */
  readonly examples: number[]
}

/** Calls that `now` decides otherwise than `base`, by what they were and became, most frequent first. */
export function changesOf(source: ReplaySource, weights: Weights, base: Compared, now: Compared): ReplayChange[] {
  if (base.outcomes === now.outcomes) return []
  const units = unitsOf(source, weights, base.outcomes, now.outcomes)
  const changes = new Map<string, Change>()
  for (let unit = 0; unit < units.size; unit++) {
    const weight = units.weight(unit)
    const change = weight === 0 ? null : changeOf(units, base, now, unit)
    if (change === null) continue
    const key = JSON.stringify(change)
    const known = changes.get(key) ?? { ...change, count: 0, examples: [] }
    changes.set(key, known)
    known.count += weight
    keepNewest(known.examples, units.repeat(unit))
  }
  return [...changes.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ examples, ...change }) => {
      const places = examples.sort((a, b) => b - a).map((repeat) => source.places[repeat] as number)
      return { ...change, examples: source.eventIds(places) }
    })
}

function keepNewest(examples: number[], repeat: number): void {
  if (examples.length < mostExamples) {
    examples.push(repeat)
    return
  }
  const oldest = examples.indexOf(Math.min(...examples))
  if (repeat > (examples[oldest] as number)) examples[oldest] = repeat
}

/**
 * What a unit was and became; null where nothing changed or one of both was not asked. Where both texts come to the same,
 * what was recorded under one of them tells of no change.
 */
export function changeOf(
  units: Units,
  { outcomes: base, judged: baseJudged }: Compared,
  { outcomes: now, judged: nowJudged }: Compared,
  unit: number,
): { readonly from: Outcome; readonly to: Outcome } | null {
  const [before, after] = [units.in(base, unit), units.in(now, unit)]
  const [old, fresh] = [base.codes[before] as number, now.codes[after] as number]
  if (old > codes.unknown || fresh > codes.unknown) return null
  if (old === fresh && base.deciderOf(before) === now.deciderOf(after)) return null
  if (baseJudged.codes[before] === nowJudged.codes[after]) {
    if (baseJudged.deciderOf(before) === nowJudged.deciderOf(after)) return null
  }
  return { from: outcomeOf(base, before), to: outcomeOf(now, after) }
}

function outcomeOf(outcomes: Outcomes, unit: number): Outcome {
  return { effect: effectOf(outcomes.codes[unit] as number) ?? 'unknown', rule: outcomes.deciderOf(unit) }
}
