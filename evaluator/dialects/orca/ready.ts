import { type Json, Unknown } from '../../json/values.ts'
import { type Need, Sieve, type TextOf } from '../../literals/sieve.ts'
import { globMatches } from './glob.ts'
import { byDefault, byRule, dependsOnCall, type JudgedCall, type Judgement } from './judge.ts'
import { type Matcher, restHolds } from './matchers.ts'
import type { Clause, InnerPolicy, OrcaRule } from './model.ts'
import { inRunOrder } from './order.ts'
import { valueAt } from './path.ts'
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
      for (const { rule, rest, judgements } of candidates(subject.tool).candidates(subject)) {
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

/** The rules that fit a tool's name, in run order, found once for each name; a sieve tells which of them can match a call. */
function candidatesByName(rules: readonly ReadyRule[]): (tool: string) => Sieve<ReadyRule, Subject> {
  const kept = new Map<string, Sieve<ReadyRule, Subject>>()
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
    const sieve = new Sieve<ReadyRule, Subject>(fitting, needOf, textOf)
    kept.set(tool, sieve)
    return sieve
  }
}

/** What the first clause that looks for a text needs, where no search before it can be given up. */
function needOf({ rule }: ReadyRule): Need | null {
  for (const clause of rule.clauses) {
    const literals = literalsOf(clause)
    if (clause.path.length > 0 && literals !== null) return { key: JSON.stringify(clause.path), literals }
    if (clause.operator === 'regex') return null
  }
  return null
}

function literalsOf({ operator, value, pattern }: Clause): readonly string[] | null {
  if (operator === 'regex') return pattern?.literals ?? null
  if (operator === 'in') return Array.isArray(value) && value.every(isString) ? value : null
  return (operator === 'contains' || operator === 'eq') && isString(value) ? [value] : null
}

function isString(value: Json): value is string {
  return typeof value === 'string'
}

/** A value that is no text is the clauses' own affair. */
function textOf(key: string): TextOf<Subject> {
  const path = JSON.parse(key) as Clause['path']
  return ({ args }) => {
    if (args === null) return false
    const value = args instanceof Unknown ? args : valueAt(args as Json, path)
    return typeof value === 'string' ? value : value !== undefined
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
