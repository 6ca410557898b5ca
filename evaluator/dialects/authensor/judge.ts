import type { Counters, Given } from '../../call.ts'
import { Patterns } from '../../conditions/patterns.ts'
import { member, plainScalar, textOf } from '../../conditions/plain.ts'
import { isObject, type Json, type Truth } from '../../json/values.ts'
import type { Envelope } from './envelope.ts'
import type { AuthensorModel } from './model.ts'
import { type Outcome, outcome, type ReadyPolicy, type ReadyRule, readyPolicy } from './ready.ts'
import { sessionOf, type Violation } from './session.ts'
import { reasonWithoutPolicy } from './words.ts'

export interface Judged extends Outcome {
  readonly policy: ReadyPolicy | null
  readonly rule: ReadyRule | null
  readonly violation: Violation | null
  readonly isLimited: boolean
}

/** The engine over a list of policies; everything here throws where the engine does. */
export class Judge {
  readonly patterns: Patterns
  /** Every policy's rules in the order of the document. */
  readonly rules: readonly ReadyRule[]
  /** The policies that are looked at, in the engine's order. */
  readonly inOrder: readonly ReadyPolicy[]
  private readonly crash: string | null
  /** Null where the engine itself dies over the list, whatever the call. */
  constructor(model: AuthensorModel) {
    this.patterns = new Patterns(model.patterns)
    const { ready, crash } = readyPolicies(model, this.patterns)
    this.rules = ready.flatMap(({ rules }) => rules)
    const sorted = sortedByPriority(ready)
    this.inOrder = sorted ?? []
    this.crash = sorted === null ? 'a priority is no number' : crash
  }

  judge(envelope: Envelope, counters: Counters): Judged {
    if (this.crash !== null) throw new TypeError(this.crash)
    const session = sessionOf(envelope.given)
    for (const policy of this.inOrder) {
      if (policy.scope !== null && policy.scope(envelope) !== true) continue
      const judged = judgeSession(policy, envelope, session) ?? judgeRules(policy, envelope, counters)
      if (judged !== null) return judged
    }
    return noPolicy
  }

  /** The same where it is known of every rule whether it matches; what would throw on the way still does. */
  decide(matches: readonly Truth[], envelope: Envelope, counters: Counters): Judged {
    if (this.crash !== null) throw new TypeError(this.crash)
    for (const policy of this.inOrder) {
      if (policy.scope !== null && policy.scope(envelope) !== true) continue
      const judged = decideIn(policy, matches, envelope, counters)
      if (judged !== null) return judged
    }
    return noPolicy
  }

  /** What `decide` can come to where a scope reads a value that was not stored: inside it and outside. */
  possible(matches: readonly Truth[], envelope: Envelope, counters: Counters): (() => Judged)[] {
    if (this.crash !== null) return [() => this.decide(matches, envelope, counters)]
    const found: (() => Judged)[] = []
    for (const policy of this.inOrder) {
      let inScope = true as Truth
      const judged = decided(() => {
        inScope = policy.scope === null || policy.scope(envelope)
        return inScope === false ? null : decideIn(policy, matches, envelope, counters)
      })
      if (judged === null) continue
      found.push(judged)
      // A rule that matches is known to be asked.
      if (inScope !== 'unknown' || policy.rules.some(({ index }) => matches[index] === true)) return found
    }
    return [...found, () => noPolicy]
  }
}

/** What is decided, or what throws it; null where nothing is. */
function decided(decide: () => Judged | null): (() => Judged) | null {
  try {
    const judged = decide()
    return judged && (() => judged)
  } catch (error) {
    return () => {
      throw error
    }
  }
}

function decideIn(policy: ReadyPolicy, matches: readonly Truth[], envelope: Envelope, counters: Counters) {
  const violated = judgeSession(policy, envelope, sessionOf(envelope.given))
  if (violated) return violated
  if (policy.crash !== null) throw new TypeError(policy.crash)
  for (const rule of policy.rules) {
    if (matches[rule.index] === true) return judgedBy(policy, rule, envelope, counters)
    if (rule.fragile) rule.test(envelope)
  }
  const byDefault = policy.byDefault()
  return byDefault && judged(policy, byDefault)
}

/** What a policy's session rules say; null where they say nothing or there is no session. */
export function judgeSession(policy: ReadyPolicy, envelope: Envelope, session: unknown): Judged | null {
  const violation = session === null ? null : (policy.session?.(envelope, session) ?? null)
  if (violation === null) return null
  return { ...judged(policy, outcome(violation.effect, null, violation.reason)), violation }
}

function judgeRules(policy: ReadyPolicy, envelope: Envelope, counters: Counters): Judged | null {
  if (policy.crash !== null) throw new TypeError(policy.crash)
  const type = plainScalar(envelope.type)
  const accepts = ({ test }: ReadyRule) => test(envelope) === true
  const rule = typeof type === 'string' ? policy.index.first(type, envelope, accepts) : policy.rules.find(accepts)
  if (rule) return judgedBy(policy, rule, envelope, counters)
  const byDefault = policy.byDefault()
  return byDefault && judged(policy, byDefault)
}

function judged(policy: ReadyPolicy | null, outcome: Outcome): Judged {
  return { ...outcome, policy, rule: null, violation: null, isLimited: false }
}

const noPolicy = judged(null, outcome('deny', null, reasonWithoutPolicy))

function judgedBy(policy: ReadyPolicy, rule: ReadyRule, envelope: Envelope, counters: Counters): Judged {
  const { rateLimit } = rule
  const counts = rateLimit ? rateCountsOf(envelope.given, counters) : null
  if (!rateLimit || counts === null) return { ...judged(policy, rule.outcome), rule }
  const requests = member(rateLimit, 'requests')
  const key = rateKey(rule, rateLimit, envelope)
  const count = Object.hasOwn(counts, key) ? plainScalar(counts[key]) : undefined
  if (count === undefined || !((count as number) >= (requests as number)))
    return { ...judged(policy, rule.outcome), rule }
  const reason = `Rate limit exceeded: ${textOf(requests)} requests per ${textOf(member(rateLimit, 'window'))}`
  return { ...judged(policy, outcome('rate_limited', rule.rule.label, reason)), rule, isLimited: true }
}

/** The counts a host has kept, by key; null where it keeps none, and then nothing is limited. */
function rateCountsOf({ extra }: Given, counters: Counters): { [key: string]: Json } | null {
  if (isObject(counters) && isObject(counters.rateCounts)) return counters.rateCounts
  const given = extra?.rateCounts
  return isObject(given) ? given : null
}

function rateKey({ rule }: ReadyRule, rateLimit: unknown, envelope: Envelope): string {
  const id = textOf(member(rule.value, 'id'))
  const scope = member(rateLimit, 'scope') ?? 'principal'
  if (scope === 'action') return `${id}:${textOf(plainScalar(envelope.typeOrThrow))}`
  if (scope === 'global') return `${id}:global`
  const { principal } = envelope.root
  const own = textOf(plainScalar(member(principal, 'id')))
  return scope === 'principal' ? `${id}:${textOf(plainScalar(member(principal, 'type')))}:${own}` : `${id}:${own}`
}

function readyPolicies(
  { policies }: AuthensorModel,
  patterns: Patterns,
): { ready: ReadyPolicy[]; crash: string | null } {
  const ready: ReadyPolicy[] = []
  let crash: string | null = null
  let first = 0
  for (const policy of policies) {
    if (policy.value === null || policy.value === undefined) crash = 'a policy is null'
    else ready.push(readyPolicy(policy, first, patterns))
    first += policy.rules.length
  }
  return { ready, crash }
}

/** The enabled policies, highest priority first, otherwise as they stand; null where the engine dies over it. */
function sortedByPriority(ready: readonly ReadyPolicy[]): ReadyPolicy[] | null {
  const priority = ({ policy }: ReadyPolicy) => (member(policy.value, 'priority') ?? 0) as number
  try {
    return ready
      .filter(({ policy }) => member(policy.value, 'enabled') !== false)
      .sort((a, b) => priority(b) - priority(a))
  } catch {
    return null
  }
}
