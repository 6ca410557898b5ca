import type { Counters, Given } from '../../call.ts'
import { keysOf } from '../../json/order.ts'
import { isObject, type Json } from '../../json/values.ts'
import { documentRepr } from '../../python/document-text.ts'
import { covers, parseCapability } from './capability.ts'
import { actionOf, approvalKey, type Event } from './event.ts'
import { own } from './facts.ts'
import { Failure } from './failure.ts'
import type { Answer } from './judge.ts'

/** What the engine's runtime makes of a call after the policy has spoken, or where it dies. */
export type RuntimeAnswer =
  | { readonly authorized: boolean; readonly decision: 'allow' | 'deny' | 'require_approval'; readonly reason: string }
  | { readonly stage: 'load' | 'event' | 'execute'; readonly error: string }

/** The runtime's decision; `policy` is the policy layer's answer in the runtime's own context. */
export function decideRuntime(event: Event, policy: Answer, given: Given, counters: Counters): RuntimeAnswer {
  const decided = enforced(event, policy, given, counters)
  if ('error' in decided || given.extra?.mode !== 'observe') return decided
  return { ...decided, authorized: true, reason: `observed: would_have_blocked_due_to_${decided.reason}` }
}

function enforced(event: Event, { verdict }: Answer, given: Given, counters: Counters): RuntimeAnswer {
  if (event.refused !== null) return { stage: 'event', error: event.refused }
  if (verdict instanceof Failure) return { stage: 'execute', error: verdict.raised }
  if (verdict === 'allow') return policyAllow
  if (verdict === 'warn') return policyWarn
  if (verdict === 'deny') return policyDeny
  if (verdict === 'require_approval' || own(event.metadata, 'require_approval') === true) {
    return askApproval(event, given, counters)
  }
  return defaultDeny
}

const policyAllow = allowed('policy_allow')
const policyWarn = allowed('policy_warn')
const policyDeny: RuntimeAnswer = { authorized: false, decision: 'deny', reason: 'policy_deny' }
const defaultDeny: RuntimeAnswer = { authorized: false, decision: 'deny', reason: 'policy_default_deny' }

function allowed(reason: string): RuntimeAnswer {
  return { authorized: true, decision: 'allow', reason }
}

function askApproval(event: Event, given: Given, counters: Counters): RuntimeAnswer {
  const capability = event.facts.parsed
  if (capability === null) return { stage: 'execute', error: 'ValueError' }
  for (const grant of listed(given, counters, 'grants')) {
    if (grant.actor !== event.actor && grant.actor !== '*') continue
    const granted = typeof grant.capability === 'string' ? parseCapability(grant.capability) : null
    if (granted === null) return { stage: 'execute', error: 'ValueError' }
    if (!covers(granted, capability)) continue
    if (grant.environment !== '*' && grant.environment !== event.environment) continue
    if (hasExpired(grant, given)) continue
    const session = grant.session ?? null
    if (session !== null && session !== (own(event.metadata, 'session_id') ?? null)) continue
    const by = typeof grant.by === 'string' ? grant.by : 'ops_admin'
    return allowed(`approved_grant:<uuid>:${by}`)
  }
  const wanted = fingerprint(approvalKey(event))
  const name = actionOf(event.given)
  const approved = listed(given, counters, 'approved').some(
    ({ actor, action, payload, resolve }) =>
      resolve !== 'reject' && actor === event.actor && action === name && fingerprint(payload ?? null) === wanted,
  )
  if (approved) return allowed('previously_approved')
  return { authorized: false, decision: 'require_approval', reason: 'approval_required:<uuid>' }
}

/** Grants and approvals that stand in `given.extra` or in the counters, as the conformance page writes them. */
function listed(given: Given, counters: Counters, key: 'grants' | 'approved'): { readonly [key: string]: Json }[] {
  const places = [given.extra ?? {}, isObject(counters) ? counters : {}]
  return places.flatMap((place) => {
    const list = own(place, key)
    return Array.isArray(list) ? list.filter(isObject) : []
  })
}

/** `expires_at` is in seconds since the epoch; without it `seconds` counts from now. */
function hasExpired(grant: { readonly [key: string]: Json }, given: Given): boolean {
  if (typeof grant.expires_at === 'number') return given.now / 1000 > grant.expires_at
  return typeof grant.seconds === 'number' && grant.seconds < 0
}

/** A text that is equal for two payloads exactly when their JSON texts with sorted keys are. */
function fingerprint(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(fingerprint).join(',')}]`
  if (!isObject(value)) return typeof value === 'string' ? JSON.stringify(value) : documentRepr(value)
  const keys = [...keysOf(value)].sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${fingerprint(value[key] as Json)}`).join(',')}}`
}
