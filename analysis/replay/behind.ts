import type { Effect } from '../../evaluator/effect.ts'
import { changeOf } from './changes.ts'
import { effectOf, type Outcomes } from './outcomes.ts'
import type { Outcome } from './report.ts'
import type { ReplaySource } from './source.ts'

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
  outcomes: Outcomes,
  which: WhichCalls,
  base: Outcomes | null,
): CallsBehind {
  const rows = new Map<number, { count: number; newest: number; outcome: Outcome; before: Outcome | null }>()
  let calls = 0
  for (let repeat = 0; repeat < source.repeats.length; repeat++) {
    const call = source.repeats[repeat] as number
    const unit = outcomes.of === 'calls' ? call : repeat
    const effect = effectOf(outcomes.codes[unit] as number)
    if (effect === null || (which.effect !== undefined && which.effect !== effect)) continue
    const rule = outcomes.deciderOf(unit)
    if (which.rule !== undefined && which.rule !== rule) continue
    const change = which.changed && base !== null ? changeOf(source, base, outcomes, repeat) : null
    if (which.changed && change === null) continue
    calls++
    const row = rows.get(call)
    if (row === undefined)
      rows.set(call, { count: 1, newest: repeat, outcome: { effect, rule }, before: change?.from ?? null })
    else {
      row.count++
      row.newest = repeat
    }
  }
  const sorted = [...rows]
    .map(([call, row]) => ({ call, ...row }))
    .sort((a, b) => b.count - a.count || b.newest - a.newest)
  return { calls, distinct: sorted.length, rows: sorted }
}
