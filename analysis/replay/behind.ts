import type { Effect } from '../../evaluator/effect.ts'
import { type Compared, changeOf } from './changes.ts'
import { effectOf } from './outcomes.ts'
import type { Outcome } from './report.ts'
import type { ReplaySource, Weights } from './source.ts'
import { unitsOf } from './units.ts'

/** Which calls are wanted; every key narrows. */
export interface WhichCalls {
  /** What decides; null for calls that no rule decides. */
  readonly rule?: string | null
  readonly effect?: Effect
  /** Only calls that the base decides otherwise. */
  readonly changed?: boolean
}

/** Distinct calls behind a number, most frequent first. */
export interface CallsBehind {
  readonly calls: number
  readonly distinct: number
  readonly rows: readonly CallBehind[]
}

/** One distinct call with what it comes to. */
export interface CallBehind {
  /** Index into the source's calls. */
  readonly call: number
  readonly count: number
  /** Its newest repeat among those counted: an index into the source's repeats. */
  readonly newest: number
  readonly outcome: Outcome
  /** What the base says, where calls that changed were asked for. */
  readonly before: Outcome | null
}

/** The calls that `which` wants, each distinct one with its count. */
export function behind(
  source: ReplaySource,
  weights: Weights,
  of: Compared,
  which: WhichCalls,
  base: Compared | null,
): CallsBehind {
  const { outcomes } = of
  const compared = which.changed === true && base !== null
  const units = compared ? unitsOf(source, weights, outcomes, base.outcomes) : unitsOf(source, weights, outcomes)
  const rows = new Map<number, { count: number; newest: number; outcome: Outcome; before: Outcome | null }>()
  let calls = 0
  for (let unit = 0; unit < units.size; unit++) {
    const weight = units.weight(unit)
    const place = units.in(outcomes, unit)
    const effect = effectOf(outcomes.codes[place] as number)
    if (weight === 0 || effect === null || (which.effect !== undefined && which.effect !== effect)) continue
    const rule = outcomes.deciderOf(place)
    if (which.rule !== undefined && which.rule !== rule) continue
    const change = compared ? changeOf(units, base, of, unit) : null
    if (which.changed && change === null) continue
    calls += weight
    const call = units.call(unit)
    const newest = units.repeat(unit)
    const row = rows.get(call)
    if (row === undefined)
      rows.set(call, { count: weight, newest, outcome: { effect, rule }, before: change?.from ?? null })
    else {
      row.count += weight
      row.newest = newest
    }
  }
  const sorted = [...rows].map(([call, row]) => ({ call, ...row }))
  sorted.sort((a, b) => b.count - a.count || b.newest - a.newest)
  return { calls, distinct: sorted.length, rows: sorted }
}
