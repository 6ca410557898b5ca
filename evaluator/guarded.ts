import type { Given } from './call.ts'
import { type Decision, errorDecision } from './decision.ts'
import type { Dialect, Slices } from './dialect.ts'
import type { Policy, RuleInfo } from './policy.ts'
import { account } from './regex/account.ts'
import type { Trace } from './trace.ts'

/**
 * A dialect whose policies keep their promise whatever happens inside: searches that would not come back, or that
 * together take too long for one call, or a fault of our own, are the verdict `error` with its reason, and never an
 * exception; so is every call to a policy that no translation reaches.
 */
export function guarded<Judging extends Pick<Dialect, 'compile'>>(dialect: Judging): Judging {
  return {
    ...dialect,
    ...('load' in dialect && { load: paid(dialect.load as Dialect['load']) }),
    ...('slices' in dialect && { slices: paidSlices(dialect.slices as Dialect['slices']) }),
    compile: paid((...given: Parameters<Dialect['compile']>) => {
      const [{ cannotReproduce }] = given
      const policy = dialect.compile(...given)
      return guardedPolicy(cannotReproduce === null ? policy : unanswering(policy, cannotReproduce))
    }),
  }
}

/** The patterns of a document are read on one account, too. */
function paid<Given extends unknown[], Loaded>(load: (...given: Given) => Loaded): (...given: Given) => Loaded {
  return (...given) => {
    account.open()
    try {
      return load(...given)
    } finally {
      account.close()
    }
  }
}

function paidSlices(slices: Slices | undefined): Slices | undefined {
  return slices && { ...slices, loader: () => paid(slices.loader()) }
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
  const evaluate = answering<Policy['evaluate']>(
    (call, given, counters) => policy.evaluate(call, given, counters),
    (error, _, given) => failed(error, given),
  )
  const { possible } = policy
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
    match: answering<Policy['match']>(
      (rule, call, given) => policy.match(rule, call, given),
      () => 'unknown',
    ),
    decide: answering<Policy['decide']>(
      (matches, call, given, counters) => policy.decide(matches, call, given, counters),
      (error, _, __, given) => failed(error, given),
    ),
    ...(possible && {
      possible: answering<NonNullable<Policy['possible']>>(
        (matches, call, given, counters) => possible.call(policy, matches, call, given, counters),
        (error, _, __, given) => [failed(error, given)],
      ),
    }),
    evaluate,
    explain: answering<Policy['explain']>(
      (call, given, counters) => policy.explain(call, given, counters),
      (error, call, given, counters) => untold(policy.rules, evaluate(call, given, counters), reasonOf(error)),
    ),
    judgeOutput: answering<Policy['judgeOutput']>(
      (call, given, counters) => policy.judgeOutput(call, given, counters),
      (error, _, given) => failed(error, given),
    ),
    native: answering<Policy['native']>(
      (call, given, counters) => policy.native(call, given, counters),
      (error, _, __, counters) => ({ answer: null, counters, cannotReproduce: reasonOf(error) }),
    ),
  }
}

type Asked = (...given: never[]) => unknown

/** Asks on one account; what is thrown is answered by `instead`, once that account is closed. */
function answering<Ask extends Asked>(
  ask: Ask,
  instead: (error: unknown, ...given: Parameters<Ask>) => ReturnType<Ask>,
): (...given: Parameters<Ask>) => ReturnType<Ask> {
  return (...given) => {
    let thrown: unknown
    account.open()
    try {
      return ask(...given) as ReturnType<Ask>
    } catch (error) {
      thrown = error
    } finally {
      account.close()
    }
    return instead(thrown, ...given)
  }
}

const tooDeep = 'lists and maps of this call stand in each other too deeply to be looked through'

/** A decision that stands although how it came about takes too long to tell. */
function untold(rules: readonly RuleInfo[], decision: Decision, reason: string): Trace {
  const why = `Not told: ${reason}`
  const traced = rules.map(({ label, range, document }) => {
    const decided = label === decision.rule
    return { label, range, document, matched: 'unknown' as const, decided, mode: decision.mode, why, clauses: [] }
  })
  return { decision, rules: traced, notes: [why] }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError && /call stack/.test(error.message)) return tooDeep
  return error instanceof Error ? error.message : String(error)
}
