import type { Call, Counters, Given } from '../../evaluator/call.ts'
import type { Decision } from '../../evaluator/decision.ts'
import type { Truth } from '../../evaluator/json/values.ts'
import type { Policy } from '../../evaluator/policy.ts'

/** Up to so many rules of which it is not known whether they match, every combination is tried. */
const mostTried = 6

/**
 * Every decision that a policy can come to on a call of which some values were not stored. One when they do not matter;
 * with more than `mostTried` open rules, those that follow from none, each alone, and all: `complete` is then false.
 */
export function possibleDecisions(
  policy: Policy,
  call: Call,
  given: Given,
  counters: Counters,
): { readonly decisions: readonly Decision[]; readonly complete: boolean } {
  const matches = policy.rules.map((_, index) => policy.match(index, call, given))
  const open = matches.flatMap((match, index) => (match === 'unknown' ? [index] : []))
  const decisionsFrom = (known: readonly Truth[]): readonly Decision[] =>
    policy.possible?.(known, call, given, counters) ?? [policy.decide(known, call, given, counters)]
  if (open.length === 0) return { decisions: decisionsFrom(matches), complete: true }
  const complete = open.length <= mostTried
  const decisions: Decision[] = []
  for (const on of complete ? combinations(open) : [[], ...open.map((index) => [index]), open]) {
    const tried: Truth[] = matches.map((match) => (match === 'unknown' ? false : match))
    for (const index of on) tried[index] = true
    decisions.push(...decisionsFrom(tried))
  }
  return { decisions, complete }
}

/** The one decision that they all are, as far as effect and rule go; null when they differ or others are possible. */
export function settledDecision({ decisions, complete }: ReturnType<typeof possibleDecisions>): Decision | null {
  const [first] = decisions
  if (first === undefined || !complete) return null
  return decisions.every(({ effect, rule }) => effect === first.effect && rule === first.rule) ? first : null
}

function combinations(items: readonly number[]): number[][] {
  const all: number[][] = [[]]
  for (const item of items) for (const one of [...all]) all.push([...one, item])
  return all
}
