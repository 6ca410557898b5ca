/** What the index needs to know of a rule. */
export interface TypedRule {
  /** Its place in the order in which rules are looked at. */
  readonly position: number
  /** The action types outside which it cannot match; null when any can do. */
  readonly types: readonly string[] | null
  /** True when asking it can end the whole evaluation: it is asked whatever the type. */
  readonly fragile: boolean
}

/** Rules by the action types they are about, so that a call meets few of them; their order is kept. */
export class TypeIndex<Rule extends TypedRule> {
  private readonly byType = new Map<string, Rule[]>()
  private readonly general: Rule[] = []

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      if (rule.types === null || rule.fragile) this.general.push(rule)
      else for (const type of new Set(rule.types)) this.add(type, rule)
    }
  }

  /** The first rule that `accepts` takes, of those that can match a call of this type. */
  first(type: string, accepts: (rule: Rule) => boolean): Rule | null {
    const { general } = this
    const named = this.byType.get(type)
    if (named === undefined) return firstOf(general, accepts)
    if (general.length === 0) return firstOf(named, accepts)
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
