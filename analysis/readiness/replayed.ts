import type { PolicyEvidence, RuleExamples } from '../../audit/evidence.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { recordedCall } from '../recordedCall.ts'
import type { ReplayReport } from '../replay/report.ts'
import { byCount, examplesOf, triedAsRecorded } from './gather.ts'
import type { Tried, WouldBe } from './readiness.ts'

/** Reasons for which a call's fate under the text is not known. */
const undecided: ReadonlySet<string> = new Set(['unknown', 'without-arguments', 'session-cut'])

/** The part of a replay's report that readiness needs. */
export type ReplaySums = Pick<ReplayReport, 'calls' | 'distinct' | 'byDefault' | 'aside'> & {
  readonly rules: readonly Pick<
    ReplayReport['rules'][number],
    'label' | 'hits' | 'byEffect' | 'onOutputs' | 'recordedHits'
  >[]
}

/** What a replay says of the text as it stands, with recorded events as examples. */
export function triedByReplay(
  { calls, distinct, rules, byDefault, aside }: ReplaySums,
  log: PolicyEvidence,
  document: PolicyDocument,
): { readonly tried: Tried; readonly neverHit: readonly string[] } {
  const now = { ...log, examples: stillDecided(log.examples, document) }
  const places = [
    ...rules.map(({ label, byEffect }) => ({ rule: label, byEffect })),
    { rule: null, byEffect: byDefault },
  ]
  const wouldBe = places.flatMap(({ rule, byEffect }) =>
    (Object.entries(byEffect) as [Effect, number][]).flatMap(([effect, count]): WouldBe[] => {
      if (effect === 'allow' || count === 0) return []
      return [{ rule, effect, count, examples: examplesOf(now, rule, effect) }]
    }),
  )
  // Outputs are not stored, so what rules on them said when the calls ran is all there is to know.
  const onOutputs = new Set(rules.filter((rule) => rule.onOutputs).map(({ label }) => label))
  const recorded = triedAsRecorded(log).wouldBe.filter(({ rule }) => rule !== null && onOutputs.has(rule))
  const unknown = aside.reduce((sum, { reason, count }) => sum + (undecided.has(reason) ? count : 0), 0)
  const neverHit = rules.filter((rule) => (rule.onOutputs ? rule.recordedHits : rule.hits) === 0)
  return {
    tried: { from: 'replay', calls, distinct, unknown, wouldBe: byCount([...wouldBe, ...recorded]) },
    neverHit: neverHit.map(({ label }) => label),
  }
}

/** The examples that the text as it stands decides as they were recorded. */
function stillDecided(examples: readonly RuleExamples[], { dialect, policy }: PolicyDocument): readonly RuleExamples[] {
  return examples.map(({ rule, events }) => ({
    rule,
    events: events.filter((event) => {
      const { call, given } = recordedCall(event, dialect)
      const decision = policy.evaluate(call, given, null)
      return decision.effect === event.effect && (decision.rule ?? '') === rule
    }),
  }))
}
