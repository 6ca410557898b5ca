import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { GatePolicy, ReadyPolicy } from '../policies.ts'
import type { CompositionReport } from './public.d.ts'

/** How `judging` are composed, and what the rules of `alongside` are observed beside. */
export function compositionReports(
  judging: readonly GatePolicy[],
  alongside: readonly GatePolicy[],
): readonly CompositionReport[] {
  const owners = judging.filter(isReady)
  return [...owners.map(reportOf), ...alongside.filter(isReady).map((policy) => observedReport(policy, owners))]
}

function isReady(policy: GatePolicy): policy is ReadyPolicy {
  return policy.kind === 'ready'
}

/** The engine's own report, where its documents make one. */
function reportOf({ name, files, dialect, documents }: ReadyPolicy): CompositionReport {
  const [document, ...further] = documents
  const load = document === undefined ? null : dialect.load(document, further).nativeLoad
  const report = isObject(load ?? undefined) ? (load as { [key: string]: Json }).report : undefined
  const listed = (key: RegExp) => {
    const found = isObject(report) ? Object.entries(report).find(([name]) => key.test(name))?.[1] : undefined
    return Array.isArray(found) ? found.filter((entry) => isObject(entry)) : []
  }
  return {
    policy: name,
    files,
    overridden: listed(/^overridden_/).map((entry) => {
      return { id: idOf(entry), by: text(entry.overridden_by), original: text(entry.original_source) }
    }),
    observed: listed(/^observe_/).map((entry) => {
      return { id: idOf(entry), enforced: text(entry.enforced_source), source: text(entry.observed_source) }
    }),
  }
}

function observedReport({ name, files, policy, documents }: ReadyPolicy, owners: readonly ReadyPolicy[]) {
  const observed = policy.rules
    .filter(({ enabled }) => enabled)
    .map(({ label, document }) => {
      const owner = owners.find(({ policy: { rules } }) => rules.some((rule) => rule.label === label))
      return { id: label, enforced: owner?.files[0] ?? '', source: documents[document]?.path ?? '' }
    })
  return { policy: name, files, overridden: [], observed }
}

function idOf(entry: { [key: string]: Json }): string {
  return text(entry.contract_id ?? entry.rule_id)
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
