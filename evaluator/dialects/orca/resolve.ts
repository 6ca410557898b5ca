import type { Call } from '../../call.ts'
import { Float, type Json } from '../../json/values.ts'
import type { InnerPolicy, OrcaModel } from './model.ts'

/** How the policy was found; for the trace. */
export type Route = 'policy_id' | 'key' | 'default' | 'none'

export interface Resolved {
  readonly policy: InnerPolicy | null
  readonly route: Route
}

/** Which policy judges a call: the one asked for, else the key's while it is enabled, else the enabled default. */
export function policyResolver(model: OrcaModel): (call: Call) => Resolved | 'no such policy' {
  const byName = new Map(model.policies.map((policy) => [policy.name, policy]))
  const byId = new Map(model.policies.flatMap((policy) => (policy.id === null ? [] : [[String(policy.id), policy]])))
  const fallback = model.policies.find(({ isDefault, enabled }) => isDefault && enabled) ?? null
  const byDefault: Resolved = { policy: fallback, route: fallback ? 'default' : 'none' }
  const byKey = new Map<string, Resolved>()
  for (const [key, name] of model.keys) {
    const policy = name === null ? undefined : byName.get(name)
    byKey.set(key, policy?.enabled ? { policy, route: 'key' } : byDefault)
  }
  return ({ agent, extra }) => {
    const asked = extra?.policy_id
    if (asked !== undefined && asked !== null) {
      const policy = typeof asked === 'string' ? byName.get(asked) : byId.get(idOf(asked))
      return policy ? { policy, route: 'policy_id' } : 'no such policy'
    }
    const key = extra?.key ?? agent
    return (typeof key === 'string' ? byKey.get(key) : undefined) ?? byDefault
  }
}

/** A policy's `id` as asked for: 8.0 is 8, and what is no number is no id. */
function idOf(asked: Json): string {
  const number = asked instanceof Float ? asked.value : asked
  return typeof number === 'number' || typeof number === 'bigint' ? String(number) : ''
}
