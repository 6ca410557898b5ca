import { spoolTexts } from '../audit/spooled-texts.ts'
import type { PolicyText } from '../audit/store.ts'
import type { Ruling } from './judge.ts'
import { remember } from './memory.ts'
import type { GatePlace } from './place.ts'
import { type GatePolicy, type ReadyPolicy, readyEnforces } from './policies.ts'

/** The policies that are not what they were when they last loaded. */
export function changedPolicies(policies: readonly GatePolicy[]): ReadyPolicy[] {
  return policies.filter((policy): policy is ReadyPolicy => {
    if (policy.kind !== 'ready' || policy.before === null) return false
    return policy.before.digest !== policy.policy.digest || policy.before.mode !== policy.policy.mode
  })
}

/**
 * Keeps what each policy is now, its texts in the spool first: who knows a policy keeps them no more. The ones that are
 * new or changed come back.
 */
export function rememberPolicies(
  place: GatePlace,
  policies: readonly GatePolicy[],
  ruling: Ruling | null,
  now: number,
  discoveredIn: string | undefined,
): readonly ReadyPolicy[] {
  return policies.filter((each): each is ReadyPolicy => {
    if (each.kind !== 'ready') return false
    const { before, policy } = each
    const seen = ruling?.judgements.find((judgement) => judgement.policy === each)
    const enforcing = readyEnforces(each) || (seen?.modeSource === 'override' && seen.decision.mode === 'enforce')
    const same = before?.digest === policy.digest && before.mode === policy.mode
    const root = discoveredIn ?? before?.discoveredIn
    if (same && before.enforcing === enforcing && before.discoveredIn === root) return false
    if (!same) spoolTexts(place.spool, policy.digest, textsOf(each), new Date(now).toISOString())
    for (const file of each.files) {
      remember(place.policies, {
        file,
        name: each.name,
        dialect: policy.dialect,
        digest: policy.digest,
        mode: policy.mode,
        enforcing,
        since: same ? before.since : new Date(now).toISOString(),
        ...(root === undefined ? {} : { discoveredIn: root }),
      })
    }
    return !same
  })
}

/** The texts that a policy was made from, as the log keeps them. */
export function textsOf({ documents }: Pick<ReadyPolicy, 'documents'>): readonly PolicyText[] {
  return documents.map(({ path, text }) => ({ file: path, text }))
}
