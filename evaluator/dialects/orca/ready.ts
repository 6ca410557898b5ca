import { globMatches } from './glob.ts'
import { byDefault, byRule, dependsOnCall, type JudgedCall, type Judgement } from './judge.ts'
import { type Matcher, restHolds } from './matchers.ts'
import type { InnerPolicy, OrcaRule } from './model.ts'
import { inRunOrder } from './order.ts'
import type { Subject } from './subject.ts'
import type { Surface } from './words.ts'

type Mode = 'enforce' | 'observe'

/** One policy, ready to be asked. */
export interface ReadyPolicy {
  readonly inOrder: readonly OrcaRule[]
  /** Everything about each rule but the tool's name. */
  readonly rest: ReadonlyMap<OrcaRule, Matcher>
  judge(subject: Subject, mode: Mode): Judgement
}

interface ReadyRule {
  readonly rule: OrcaRule
  readonly rest: Matcher
  /** False where the index has seen to the tool's name already. */
  readonly asksName: boolean
  /** Made once, by mode and for `inbound` and the other surfaces; null where it depends on the call. */
  readonly judgements: Readonly<Record<Mode, { readonly inbound: Judgement; readonly other: Judgement }>> | null
}

/** Orders and indexes a policy's rules: by exact tool name, and those that other names may fit. */
export function readyPolicy(policy: InnerPolicy): ReadyPolicy {
  const inOrder = inRunOrder(policy.rules)
  const rest = new Map(inOrder.map((rule) => [rule, restHolds(rule)]))
  const rules = inOrder
    .filter(({ needsHistory }) => !needsHistory)
    .map((rule) => readyRule(policy, rule, rest.get(rule)))
  const named = new Map<string, ReadyRule[]>()
  for (const { rule } of rules) if (rule.tool.kind === 'exact') named.set(rule.tool.text, [])
  const forOthers: ReadyRule[] = []
  for (const ready of rules) {
    const { tool } = ready.rule
    if (tool.kind === 'exact') named.get(tool.text)?.push(ready)
    else {
      forOthers.push(ready)
      for (const [name, list] of named) if (globMatches(tool, name)) list.push({ ...ready, asksName: false })
    }
  }
  const defaults = { enforce: byDefault(policy, 'enforce'), observe: byDefault(policy, 'observe') }
  return {
    inOrder,
    rest,
    judge(subject, mode) {
      for (const { rule, rest, asksName, judgements } of named.get(subject.tool) ?? forOthers) {
        if (asksName && !globMatches(rule.tool, subject.tool)) continue
        if (rest(subject) !== true) continue
        if (judgements === null) return byRule(policy, rule, subject, mode)
        return subject.surface === 'inbound' ? judgements[mode].inbound : judgements[mode].other
      }
      return defaults[mode]
    },
  }
}

function readyRule(policy: InnerPolicy, rule: OrcaRule, rest: Matcher = () => false): ReadyRule {
  const asksName = rule.tool.kind !== 'any' && rule.tool.kind !== 'exact'
  if (dependsOnCall(rule)) return { rule, rest, asksName, judgements: null }
  const on = (surface: Surface): JudgedCall => ({ surface, cost: 0, host: null })
  const made = (mode: Mode) => ({
    inbound: byRule(policy, rule, on('inbound'), mode),
    other: byRule(policy, rule, on('response'), mode),
  })
  return { rule, rest, asksName, judgements: { enforce: made('enforce'), observe: made('observe') } }
}
