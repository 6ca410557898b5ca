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
  /** Made once, by mode and for `inbound` and the other surfaces; null where it depends on the call. */
  readonly judgements: Readonly<Record<Mode, { readonly inbound: Judgement; readonly other: Judgement }>> | null
}

/** Orders a policy's rules, and asks of each call only those that fit its tool. */
export function readyPolicy(policy: InnerPolicy): ReadyPolicy {
  const inOrder = inRunOrder(policy.rules)
  const rest = new Map(inOrder.map((rule) => [rule, restHolds(rule)]))
  const rules = inOrder
    .filter(({ needsHistory }) => !needsHistory)
    .map((rule) => readyRule(policy, rule, rest.get(rule)))
  const candidates = candidatesByName(rules)
  const defaults = { enforce: byDefault(policy, 'enforce'), observe: byDefault(policy, 'observe') }
  return {
    inOrder,
    rest,
    judge(subject, mode) {
      for (const { rule, rest, judgements } of candidates(subject.tool)) {
        if (rest(subject) !== true) continue
        if (judgements === null) return byRule(policy, rule, subject, mode)
        return subject.surface === 'inbound' ? judgements[mode].inbound : judgements[mode].other
      }
      return defaults[mode]
    },
  }
}

/** How many names and fitting rules are kept in all; real agents' few tools need far fewer. */
const mostKept = 100_000

/** The rules that fit a tool's name, in run order; found once for each name. */
function candidatesByName(rules: readonly ReadyRule[]): (tool: string) => readonly ReadyRule[] {
  const kept = new Map<string, readonly ReadyRule[]>()
  let held = 0
  return (tool) => {
    const known = kept.get(tool)
    if (known) return known
    const fitting = rules.filter(({ rule }) => globMatches(rule.tool, tool))
    held += fitting.length + 1
    if (held > mostKept) {
      kept.clear()
      held = fitting.length + 1
    }
    kept.set(tool, fitting)
    return fitting
  }
}

function readyRule(policy: InnerPolicy, rule: OrcaRule, rest: Matcher = () => false): ReadyRule {
  if (dependsOnCall(rule)) return { rule, rest, judgements: null }
  const on = (surface: Surface): JudgedCall => ({ surface, cost: 0, host: null })
  const made = (mode: Mode) => ({
    inbound: byRule(policy, rule, on('inbound'), mode),
    other: byRule(policy, rule, on('response'), mode),
  })
  return { rule, rest, judgements: { enforce: made('enforce'), observe: made('observe') } }
}
