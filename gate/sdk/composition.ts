import { isObject, type Json } from '../../evaluator/json/values.ts'
import { dialectNamed } from '../../evaluator/registry.ts'
import type { Beside } from '../live/alongside.ts'
import type { GatePolicy, ReadyPolicy } from '../policies.ts'
import type { CompositionReport } from './public.d.ts'

/** How `judging` are composed, with what is laid beside them, and what the rules of the rest are observed beside. */
export function compositionReports(
  judging: readonly GatePolicy[],
  { composed, alone }: Beside,
): readonly CompositionReport[] {
  const owners = judging.filter(isReady)
  const whole = (owner: ReadyPolicy) => composed.find(({ dialect }) => dialect.name === owner.dialect.name) ?? owner
  const reports = owners.map((owner) => reportOf(whole(owner)))
  return [...reports, ...alone.filter(isReady).map((policy) => observedReport(policy, owners))]
}

function isReady(policy: GatePolicy): policy is ReadyPolicy {
  return policy.kind === 'ready'
}

/** The engine's own report, where its documents make one. */
function reportOf({ name, dialect, documents }: ReadyPolicy): CompositionReport {
  const [document, ...further] = documents
  const load = document === undefined ? null : dialectNamed(dialect.name)?.load(document, further).nativeLoad
  const report = isObject(load ?? undefined) ? (load as { [key: string]: Json }).report : undefined
  const listed = (key: RegExp) => {
    const found = isObject(report) ? Object.entries(report).find(([name]) => key.test(name))?.[1] : undefined
    return Array.isArray(found) ? found.filter((entry) => isObject(entry)) : []
  }
  return {
    policy: name,
    files: documents.map(({ path }) => path),
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
