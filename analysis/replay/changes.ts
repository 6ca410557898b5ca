import { codes, effectOf, type Outcomes } from './outcomes.ts'
import type { Outcome, ReplayChange } from './report.ts'
import type { ReplaySource } from './source.ts'

const mostExamples = 5

interface Change {
  readonly from: Outcome
  readonly to: Outcome
  count: number
  /** Indexes of repeats, oldest first. */
  readonly examples: number[]
}

/** Calls that `now` decides otherwise than `base`, by what they were and became, most frequent first. */
export function changesOf(source: ReplaySource, base: Outcomes, now: Outcomes): ReplayChange[] {
  const changes = new Map<string, Change>()
  for (let repeat = 0; repeat < source.repeats.length; repeat++) {
    const change = changeOf(source, base, now, repeat)
    if (change === null) continue
    const key = JSON.stringify(change)
    const known = changes.get(key) ?? { ...change, count: 0, examples: [] }
    changes.set(key, known)
    known.count++
    if (known.examples.push(repeat) > mostExamples) known.examples.shift()
  }
  return [...changes.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ examples, ...change }) => {
      const places = examples.toReversed().map((repeat) => source.places[repeat] as number)
      return { ...change, examples: source.eventIds(places) }
    })
}

/** What a repeat was and became; null where nothing changed or one of both says nothing of it. */
export function changeOf(
  { repeats }: ReplaySource,
  base: Outcomes,
  now: Outcomes,
  repeat: number,
): { readonly from: Outcome; readonly to: Outcome } | null {
  const call = repeats[repeat] as number
  const [before, after] = [base.of === 'calls' ? call : repeat, now.of === 'calls' ? call : repeat]
  const [old, fresh] = [base.codes[before] as number, now.codes[after] as number]
  if (old > codes.unknown || fresh > codes.unknown) return null
  if (old === fresh && sameDecider(base, before, now, after)) return null
  return { from: outcomeOf(base, before), to: outcomeOf(now, after) }
}

function sameDecider(base: Outcomes, before: number, now: Outcomes, after: number): boolean {
  return base.deciderOf(before) === now.deciderOf(after)
}

function outcomeOf(outcomes: Outcomes, unit: number): Outcome {
  return { effect: effectOf(outcomes.codes[unit] as number) ?? 'unknown', rule: outcomes.deciderOf(unit) }
}
