import type { Given } from './call.ts'
import { errorDecision } from './decision.ts'
import type { Dialect } from './dialect.ts'
import type { Policy } from './policy.ts'

/**
 * A dialect whose policies keep their promise whatever happens inside: a search that would not come back, or a fault of
 * our own, is the verdict `error` with its reason, and never an exception; so is every call to a policy that no
 * translation reaches.
 */
export function guarded<Judging extends Pick<Dialect, 'compile'>>(dialect: Judging): Judging {
  return {
    ...dialect,
    compile(model, previous) {
      const policy = dialect.compile(model, previous)
      return guardedPolicy(model.cannotReproduce === null ? policy : unanswering(policy, model.cannotReproduce))
    },
  }
}

function unanswering(policy: Policy, reason: string): Policy {
  const refuse = (): never => {
    throw new Error(`this policy cannot be reproduced here: ${reason}`)
  }
  return {
    ...policy,
    match: refuse,
    decide: refuse,
    ...(policy.possible && { possible: refuse }),
    evaluate: refuse,
    explain: refuse,
    judgeOutput: refuse,
    native: refuse,
  }
}

function guardedPolicy(policy: Policy): Policy {
  const failed = (error: unknown, given: Given) => errorDecision(reasonOf(error), given.modeOverride ?? policy.mode)
  return {
    dialect: policy.dialect,
    name: policy.name,
    mode: policy.mode,
    modeStands: policy.modeStands,
    stateful: policy.stateful,
    // An editor asks for few of these in most versions; a dialect may work them out when asked.
    get digest() {
      return policy.digest
    },
    get rules() {
      return policy.rules
    },
    get needsIsolation() {
      return policy.needsIsolation
    },
    match(rule, call, given) {
      try {
        return policy.match(rule, call, given)
      } catch {
        return 'unknown'
      }
    },
    decide(matches, call, given, counters) {
      try {
        return policy.decide(matches, call, given, counters)
      } catch (error) {
        return failed(error, given)
      }
    },
    ...(policy.possible && {
      possible(matches, call, given, counters) {
        try {
          return policy.possible?.(matches, call, given, counters) ?? []
        } catch (error) {
          return [failed(error, given)]
        }
      },
    }),
    evaluate(call, given, counters) {
      try {
        return policy.evaluate(call, given, counters)
      } catch (error) {
        return failed(error, given)
      }
    },
    explain(call, given, counters) {
      try {
        return policy.explain(call, given, counters)
      } catch (error) {
        return { decision: failed(error, given), rules: [], notes: [] }
      }
    },
    judgeOutput(call, given, counters) {
      try {
        return policy.judgeOutput(call, given, counters)
      } catch (error) {
        return failed(error, given)
      }
    },
    native(call, given, counters) {
      try {
        return policy.native(call, given, counters)
      } catch (error) {
        return { answer: null, counters, cannotReproduce: reasonOf(error) }
      }
    },
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
