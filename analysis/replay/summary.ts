import type { Effect } from '../../evaluator/effect.ts'
import type { RuleInfo } from '../../evaluator/policy.ts'
import { codes, effectOf, type Outcomes } from './outcomes.ts'
import { type Aside, type AsideReason, noEffects, type ReplayReport, type RuleReplay } from './report.ts'
import type { ReplaySource, Weights } from './source.ts'

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

interface Figures {
  hits: number
  decided: number
  readonly byEffect: Record<Effect, number>
}

/** The figures of one version, without a comparison. */
export function summarize({ source, weights, outcomes, ...of }: Summed): Omit<ReplayReport, 'changes' | 'stale'> {
  const byEffect = noEffects()
  const byDefault = noEffects()
  const figures = new Map<string, Figures>(of.rules.map(({ label }) => [label, newFigures()]))
  const aside = new Map<number, number>()
  let calls = 0
  let distinct = 0
  const seen = outcomes.of === 'repeats' ? new Uint8Array(source.calls.length) : null
  for (let unit = 0; unit < outcomes.codes.length; unit++) {
    const weight = seen === null ? (weights.counts[unit] as number) : 1
    if (weight === 0) continue
    const code = outcomes.codes[unit] as number
    const effect = effectOf(code)
    if (effect === null) {
      aside.set(code, (aside.get(code) ?? 0) + weight)
      continue
    }
    calls += weight
    const call = seen === null ? unit : (source.repeats[unit] as number)
    if (seen === null || seen[call] === 0) distinct++
    if (seen !== null) seen[call] = 1
    byEffect[effect] += weight
    const decider = outcomes.deciderOf(unit)
    if (decider === null) byDefault[effect] += weight
    else {
      const rule = figuresOf(figures, decider)
      rule.decided += weight
      rule.byEffect[effect] += weight
    }
    const matched = outcomes.matchedOf(unit)
    for (const label of matched) figuresOf(figures, label).hits += weight
    if (decider !== null && !matched.includes(decider)) figuresOf(figures, decider).hits += weight
  }
  const onOutputs = new Set(of.rules.filter((rule) => rule.onOutputs).map(({ label }) => label))
  const rules = [...figures].map(([label, { hits, decided, byEffect: effects }]): RuleReplay => {
    const recordedHits = of.recordedHits.get(label) ?? 0
    return { label, hits, decided, byEffect: effects, recordedHits, onOutputs: onOutputs.has(label) }
  })
  return {
    window: source.window,
    calls,
    distinct,
    byEffect,
    rules,
    byDefault,
    aside: [...asideOf(aside), ...recordedOtherwise(of.recordedOtherwise), ...source.aside],
  }
}

function newFigures(): Figures {
  return { hits: 0, decided: 0, byEffect: noEffects() }
}

function figuresOf(all: Map<string, Figures>, label: string): Figures {
  const known = all.get(label)
  if (known !== undefined) return known
  const made = newFigures()
  all.set(label, made)
  return made
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
