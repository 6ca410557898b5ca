import { type Need, Sieve, type TextOf } from '../literals/sieve.ts'

/** What the index needs to know of a rule. */
export interface TypedRule {
  /** Its place in the order in which rules are looked at. */
  readonly position: number
  /** The action types outside which it cannot match; null when any can do. */
  readonly types: readonly string[] | null
  /** True when asking it can end the whole evaluation: it is asked whatever the call. */
  readonly fragile: boolean
  /** Without one of these literals it cannot match. */
  readonly need: Need | null
}

/** Rules by the action types they are about and the literals they need, so that a call meets few of them; their order is kept. */
export class TypeIndex<Rule extends TypedRule, Subject> {
  private readonly byType = new Map<string, Rule[]>()
  private readonly sieves = new Map<string, Sieve<Rule, Subject>>()
  private readonly general: Sieve<Rule, Subject>
  private readonly hasGeneral: boolean
  private readonly textOf: (key: string) => TextOf<Subject>

  constructor(rules: readonly Rule[], textOf: (key: string) => TextOf<Subject>) {
    this.textOf = textOf
    const general: Rule[] = []
    for (const rule of rules) {
      if (rule.types === null || rule.fragile) general.push(rule)
      else for (const type of new Set(rule.types)) this.add(type, rule)
    }
    this.hasGeneral = general.length > 0
    this.general = this.sieveOf(general)
  }

  /** The first rule that `accepts` takes, of those that can match such a call of this type. */
  first(type: string, subject: Subject, accepts: (rule: Rule) => boolean): Rule | null {
    const named = this.namedFor(type)?.candidates(subject)
    if (!this.hasGeneral) return named === undefined ? null : firstOf(named, accepts)
    const general = this.general.candidates(subject)
    if (named === undefined || named.length === 0) return firstOf(general, accepts)
    let at = 0
    let other = 0
    for (;;) {
      const one = named[at]
      const two = general[other]
      const rule = two === undefined || (one !== undefined && one.position < two.position) ? one : two
      if (rule === undefined) return null
      if (rule === one) at++
      else other++
      if (accepts(rule)) return rule
    }
  }

  /** A sieve for the rules of one type, made when a call of it comes; undefined for types that no rule names. */
  private namedFor(type: string): Sieve<Rule, Subject> | undefined {
    const known = this.sieves.get(type)
    if (known !== undefined) return known
    const rules = this.byType.get(type)
    if (rules === undefined) return undefined
    const sieve = this.sieveOf(rules)
    this.sieves.set(type, sieve)
    return sieve
  }

  private sieveOf(rules: readonly Rule[]): Sieve<Rule, Subject> {
    return new Sieve(rules, ({ fragile, need }) => (fragile ? null : need), this.textOf)
  }

  private add(type: string, rule: Rule): void {
    const list = this.byType.get(type)
    if (list) list.push(rule)
    else this.byType.set(type, [rule])
  }
}

function firstOf<Rule>(rules: readonly Rule[], accepts: (rule: Rule) => boolean): Rule | null {
  for (const rule of rules) if (accepts(rule)) return rule
  return null
}
