import { type Need, Sieve, type TextOf } from '../../literals/sieve.ts'
import type { Facts } from './facts.ts'
import { type CompiledRule, coversCall, type Steps, stepsOf } from './judge.ts'

/** How many names and fitting rules are kept in all; real agents' few capabilities need far fewer. */
const mostKept = 100_000

interface Sieves {
  readonly deny: Sieve<CompiledRule, Facts>
  readonly approval: Sieve<CompiledRule, Facts>
  readonly permit: Sieve<CompiledRule, Facts>
}

/**
 * The rules that can match a call: those whose capability covers the call's, found once per capability, and whose texts
 * stand in it. Null where the engine would die on a capability that is no string: every rule must then be asked in turn.
 */
export function candidateIndex(rules: readonly CompiledRule[]): (facts: Facts) => Steps | null {
  if (rules.some(({ rule }) => typeof rule.capability !== 'string')) return () => null
  const known = new Map<string, Sieves>()
  let held = 0
  const sievesFor = (facts: Facts, capability: string): Sieves => {
    const covering = rules.filter((rule) => coversCall(rule, facts) === true)
    held += covering.length + 1
    if (held > mostKept) {
      known.clear()
      held = covering.length + 1
    }
    const { deny, approval, permit } = stepsOf(covering)
    const sieves = { deny: sieveOf(deny), approval: sieveOf(approval), permit: sieveOf(permit) }
    known.set(capability, sieves)
    return sieves
  }
  return (facts) => {
    const { capability } = facts
    if (typeof capability !== 'string') return null
    const { deny, approval, permit } = known.get(capability) ?? sievesFor(facts, capability)
    return { deny: deny.candidates(facts), approval: approval.candidates(facts), permit: permit.candidates(facts) }
  }
}

function sieveOf(rules: readonly CompiledRule[]): Sieve<CompiledRule, Facts> {
  return new Sieve<CompiledRule, Facts>(rules, needOf, textOf)
}

/** The need of the first clause that has one, where nothing before it can end the judgement. */
function needOf({ clauses }: CompiledRule): Need | null {
  for (const { need, fallible, patterns } of clauses) {
    if (need !== null && need.literals.length > 0) return need
    if (fallible || patterns.length > 0) return null
  }
  return null
}

/** Where a value was not stored, or cannot be written as text, the clauses themselves must say what comes of it. */
function textOf(key: string): TextOf<Facts> {
  return (facts) => {
    try {
      if (key !== 'path') return facts.hasUnknown || (key === 'text' ? facts.text : facts.valuesText)
      const { path } = facts
      return typeof path === 'string' ? path : path !== null
    } catch {
      return true
    }
  }
}
