import type { Effect } from '../../evaluator/effect.ts'
import type { RuleInfo } from '../../evaluator/policy.ts'
import { codeCount, codes, effects, type Outcomes } from './outcomes.ts'
import { type Aside, type AsideReason, noEffects, type ReplayReport, type RuleReplay } from './report.ts'
import type { ReplaySource, Weights } from './source.ts'
import { unitsOf } from './units.ts'

/** What a report is made of. */
export interface Summed {
  readonly source: ReplaySource
  readonly weights: Weights
  readonly outcomes: Outcomes
  readonly rules: readonly RuleInfo[]
  readonly recordedHits: ReadonlyMap<string, number>
  /** Repeats that count as they were recorded although what is stored of them says another thing. */
  readonly recordedOtherwise: number
}

/** The figures of one version, without a comparison. */
export function summarize({ source, weights, outcomes, ...of }: Summed): Omit<ReplayReport, 'changes' | 'stale'> {
  const units = unitsOf(source, weights, outcomes)
  const { codes: code, deciders, labels } = outcomes
  /** For each decider, the default first, how many calls got each code. */
  const tally = new Float64Array((labels.length + 1) * codeCount)
  const hits = new Map<string, number>(of.rules.map(({ label }) => [label, 0]))
  const seen = outcomes.of === 'repeats' ? new Uint8Array(source.calls.length) : null
  let distinct = 0
  for (let unit = 0; unit < units.size; unit++) {
    const weight = units.weight(unit)
    if (weight === 0) continue
    const at = (deciders[unit] as number) + 1
    const place = at * codeCount + (code[unit] as number)
    tally[place] = (tally[place] as number) + weight
    if ((code[unit] as number) >= codes.unknown) continue
    const call = units.call(unit)
    if (seen === null || seen[call] === 0) distinct++
    if (seen !== null) seen[call] = 1
    const matched = outcomes.matchedOf(unit)
    for (const label of matched) hits.set(label, (hits.get(label) ?? 0) + weight)
    const decider = at === 0 ? null : (labels[at - 1] as string)
    if (decider !== null && !matched.includes(decider)) hits.set(decider, (hits.get(decider) ?? 0) + weight)
  }
  const decidedBy = new Map(labels.map((label, index) => [label, effectsIn(tally, index + 1)]))
  const byDefault = effectsIn(tally, 0)
  const byEffect = noEffects()
  for (const counts of [byDefault, ...decidedBy.values()]) {
    for (const effect of effects) byEffect[effect] += counts[effect]
  }
  const aside = new Map<number, number>()
  for (let one = codes.unknown; one < codeCount; one++) if (tally[one]) aside.set(one, tally[one] as number)
  const onOutputs = new Set(of.rules.filter((rule) => rule.onOutputs).map(({ label }) => label))
  const rules = [...hits].map(([label, count]): RuleReplay => {
    const counts = decidedBy.get(label) ?? noEffects()
    const recordedHits = of.recordedHits.get(label) ?? 0
    return {
      label,
      hits: count,
      decided: sumOf(counts),
      byEffect: counts,
      recordedHits,
      onOutputs: onOutputs.has(label),
    }
  })
  return {
    window: source.window,
    calls: sumOf(byEffect),
    distinct,
    byEffect,
    rules,
    byDefault,
    aside: [...asideOf(aside), ...recordedOtherwise(of.recordedOtherwise), ...source.aside],
  }
}

function effectsIn(tally: Float64Array, decider: number): Record<Effect, number> {
  const counts = noEffects()
  for (const [code, effect] of effects.entries()) counts[effect] = tally[decider * codeCount + code] as number
  return counts
}

function sumOf(counts: Readonly<Record<Effect, number>>): number {
  return effects.reduce((sum, effect) => sum + counts[effect], 0)
}

const reasons: Readonly<Record<number, { reason: AsideReason; says: (count: string) => string }>> = {
  [codes.unknown]: {
    reason: 'unknown',
    says: (calls) =>
      `${calls} could be decided in several ways: a value that a rule reads was redacted, cut or not stored.`,
  },
  [codes.withoutArguments]: {
    reason: 'without-arguments',
    says: (calls) => `${calls} recorded without arguments: what a rule would read is not there.`,
  },
  [codes.sessionCut]: {
    reason: 'session-cut',
    says: (calls) => `${calls} in sessions that began before the window: what was counted in them is not known.`,
  },
  [codes.otherKind]: {
    reason: 'other-kind',
    says: (calls) => `${calls} told in the words of another system, which this policy does not know.`,
  },
}

function asideOf(counts: ReadonlyMap<number, number>): Aside[] {
  return [...counts]
    .sort(([a], [b]) => a - b)
    .flatMap(([code, count]) => {
      const known = reasons[code]
      return known === undefined ? [] : [{ reason: known.reason, count, sentence: known.says(callsOf(count)) }]
    })
}

function recordedOtherwise(count: number): Aside[] {
  if (count === 0) return []
  const sentence = `${callsOf(count)} counted as recorded under this very text: what is stored of them, redacted or without links followed, would be decided otherwise.`
  return [{ reason: 'recorded-otherwise', count, sentence }]
}

function callsOf(count: number): string {
  return `${count} ${count === 1 ? 'call' : 'calls'}`
}
