import { type Need, Sieve, type TextOf, worthwhile } from '../../literals/sieve.ts'
import type { Facts } from './facts.ts'
import { type CompiledRule, coversCall, type Steps, stepsOf } from './judge.ts'
import { PayloadSieve } from './payload-sieve.ts'

/** How many names and fitting rules are kept in all; real agents' few capabilities need far fewer. */
const mostKept = 100_000

/** The rules of one capability, in the order of the engine's steps. */
class Covering {
  private readonly steps: Steps
  private readonly inOrder: readonly CompiledRule[]
  private readonly written: Record<keyof Steps, Sieve<CompiledRule, Facts>>
  private readonly after: number
  private calls = 0
  private payloads: PayloadSieve | null = null
  /** Ranks of the rules that must always be asked, and these rules. */
  private restRanks: readonly number[] = []
  private rest: Steps

  constructor(rules: readonly CompiledRule[], after: number) {
    this.steps = stepsOf(rules)
    this.rest = this.steps
    const { deny, approval, permit } = this.steps
    this.inOrder = [...deny, ...approval, ...permit]
    this.written = { deny: sieveOf(deny), approval: sieveOf(approval), permit: sieveOf(permit) }
    this.after = after
  }

  candidates(facts: Facts): Steps {
    if (this.calls < this.after && ++this.calls === this.after) this.build()
    const { payloads, written } = this
    if (payloads === null) return this.steps
    const ranks = payloads.ranks(facts.payload)
    if (ranks === null) {
      const [deny, approval] = [written.deny.candidates(facts), written.approval.candidates(facts)]
      return { deny, approval, permit: written.permit.candidates(facts) }
    }
    if (ranks.length === 0) return this.rest
    return this.stepsAt(merged([...ranks].sort(byNumber), this.restRanks))
  }

  private build(): void {
    const built = PayloadSieve.build(this.inOrder.map(needOf))
    if (built === null) return
    this.payloads = built.sieve
    this.restRanks = [...this.inOrder.keys()].filter((rank) => !built.sieved.has(rank))
    this.rest = this.stepsAt(this.restRanks)
  }

  private stepsAt(ranks: readonly number[]): Steps {
    const { deny, approval } = this.steps
    const step: { [name in keyof Steps]: CompiledRule[] } = { deny: [], approval: [], permit: [] }
    for (const rank of ranks) {
      const into = rank < deny.length ? step.deny : rank < deny.length + approval.length ? step.approval : step.permit
      into.push(this.inOrder[rank] as CompiledRule)
    }
    return step
  }
}

/**
 * The rules that can match a call: those whose capability covers the call's, found once per capability, and whose texts
 * stand in it, looked for `after` so many calls. Null where the engine would die on a capability that is no string: every
 * rule must then be asked in turn.
 */
export function candidateIndex(
  rules: readonly CompiledRule[],
  after: number = worthwhile,
): (facts: Facts) => Steps | null {
  if (rules.some(({ rule }) => typeof rule.capability !== 'string')) return () => null
  const known = new Map<string, Covering>()
  let held = 0
  const coveringFor = (facts: Facts, capability: string): Covering => {
    const covering = rules.filter((rule) => coversCall(rule, facts) === true)
    held += covering.length + 1
    if (held > mostKept) {
      known.clear()
      held = covering.length + 1
    }
    const made = new Covering(covering, after)
    known.set(capability, made)
    return made
  }
  return (facts) => {
    const { capability } = facts
    if (typeof capability !== 'string') return null
    return (known.get(capability) ?? coveringFor(facts, capability)).candidates(facts)
  }
}

/** Two ascending lists as one. */
function merged(ranks: readonly number[], others: readonly number[]): number[] {
  const all: number[] = []
  let next = 0
  for (const rank of ranks) {
    while (next < others.length && (others[next] as number) < rank) all.push(others[next++] as number)
    all.push(rank)
  }
  while (next < others.length) all.push(others[next++] as number)
  return all
}

function byNumber(a: number, b: number): number {
  return a - b
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
