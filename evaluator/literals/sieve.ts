import { Automaton } from './automaton.ts'

/** What a rule needs: at least one of the literals in the text that `key` stands for; none of them is empty. */
export interface Need {
  readonly key: string
  readonly literals: readonly string[]
}

/** The text of a key; `false` where no rule that needs it can match, `true` where all must be asked. */
export type TextOf<Subject> = (subject: Subject) => string | boolean

interface Group<Subject> {
  readonly textOf: TextOf<Subject>
  readonly automaton: Automaton
}

/** Calls after which an index pays: one call alone, as in a hook, is judged sooner without it. */
export const worthwhile = 16
const fewest = 3
export const mostLiterals = 64
const mostCells = 4_000_000

/** Rules in order, of which only those are asked whose literals stand in the call: each text is read once for all of them. */
export class Sieve<Rule, Subject> {
  private readonly rules: readonly Rule[]
  private readonly needOf: (rule: Rule) => Need | null
  private readonly textOf: (key: string) => TextOf<Subject>
  private calls = 0
  private groups: readonly Group<Subject>[] = []
  /** Ranks of the rules that must always be asked, and these rules. */
  private restRanks: readonly number[] = []
  private rest: readonly Rule[] = []
  private seen = new Uint32Array(0)
  private round = 0

  constructor(rules: readonly Rule[], needOf: (rule: Rule) => Need | null, textOf: (key: string) => TextOf<Subject>) {
    this.rules = rules
    this.needOf = needOf
    this.textOf = textOf
  }

  /** The rules that can match, in their order. */
  candidates(subject: Subject): readonly Rule[] {
    if (this.calls < worthwhile && ++this.calls === worthwhile) this.build()
    if (this.groups.length === 0) return this.rules
    this.round = this.round === 0xffffffff ? 1 : this.round + 1
    const found: number[] = []
    for (const { textOf, automaton } of this.groups) {
      const text = textOf(subject)
      if (text === true) return this.rules
      if (text !== false) automaton.search(text, this.seen, this.round, found)
    }
    return found.length === 0 ? this.rest : this.merged(found)
  }

  private merged(found: number[]): readonly Rule[] {
    const { rules, restRanks } = this
    if (found.length > 1) found.sort(byNumber)
    const merged: Rule[] = []
    let next = 0
    for (const rank of found) {
      while (next < restRanks.length && (restRanks[next] as number) < rank) {
        merged.push(rules[restRanks[next++] as number] as Rule)
      }
      merged.push(rules[rank] as Rule)
    }
    while (next < restRanks.length) merged.push(rules[restRanks[next++] as number] as Rule)
    return merged
  }

  private build(): void {
    const byKey = new Map<string, [string, number][]>()
    for (const [rank, rule] of this.rules.entries()) {
      const need = this.needOf(rule)
      if (need === null || need.literals.length > mostLiterals || need.literals.includes('')) continue
      const pairs = byKey.get(need.key) ?? []
      byKey.set(need.key, pairs)
      for (const literal of need.literals) pairs.push([literal, rank])
    }
    const sieved = new Set<number>()
    const groups: Group<Subject>[] = []
    for (const [key, pairs] of byKey) {
      const automaton = pairs.length < fewest ? null : automatonOf(pairs)
      if (automaton === null) continue
      groups.push({ textOf: this.textOf(key), automaton })
      for (const [, rank] of pairs) sieved.add(rank)
    }
    this.restRanks = [...this.rules.keys()].filter((rank) => !sieved.has(rank))
    this.rest = this.restRanks.map((rank) => this.rules[rank] as Rule)
    this.seen = new Uint32Array(this.rules.length)
    this.groups = groups
  }
}

/** Of literals that would take too much memory only the last characters are looked for; null when that is too much still. */
export function automatonOf(pairs: readonly (readonly [string, number])[]): Automaton | null {
  for (const length of [Number.POSITIVE_INFINITY, 16, 8, 4]) {
    const shortened =
      length === Number.POSITIVE_INFINITY ? pairs : pairs.map(([text, rank]) => [text.slice(-length), rank] as const)
    const automaton = Automaton.build(shortened, mostCells)
    if (automaton !== null) return automaton
  }
  return null
}

function byNumber(a: number, b: number): number {
  return a - b
}
