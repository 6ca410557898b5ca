import type { Call } from '../../call.ts'
import { type Need, Sieve, type TextOf } from '../../literals/sieve.ts'
import { type CompiledRule, fieldOf } from './matchers.ts'
import type { Condition } from './model.ts'
import type { Field } from './words.ts'

/** Below this many rules looking at each in turn is quicker than any index. */
const worthIndexing = 24

/** Texts by what a field must begin with, end with or equal; keyed by length, so that a lookup is one slice per length. */
interface TextIndex<Rule> {
  readonly field: Field
  readonly from: 'start' | 'end' | 'whole'
  readonly byLength: Map<number, Map<string, Ranked<Rule>[]>>
}

interface Ranked<Rule> {
  readonly rank: number
  readonly rule: Rule
}

/** Finds the first of `rules` whose conditions hold; null when none does. */
export function firstThatHolds<Rule extends CompiledRule>(rules: readonly Rule[]): (call: Call) => Rule | null {
  if (rules.length < worthIndexing) return (call) => rules.find(({ holds }) => holds(call) === true) ?? null
  const indexes: TextIndex<Rule>[] = []
  const others: Ranked<Rule>[] = []
  for (const [rank, rule] of rules.entries()) {
    const literal = rule.rule.conditions.find(isIndexed)
    if (literal) addTo(indexes, literal, { rank, rule })
    else others.push({ rank, rule })
  }
  const sieve = new Sieve<Ranked<Rule>, Call>(others, needOf, textOf)
  return (call) => {
    let best: Ranked<Rule> | null = null
    for (const index of indexes) best = firstIn(index, call, best)
    for (const other of sieve.candidates(call)) {
      if (best !== null && other.rank > best.rank) break
      if (other.rule.holds(call) === true) return other.rule
    }
    return best?.rule ?? null
  }
}

/** What the first condition that looks inside a text needs. */
function needOf({ rule: { rule } }: Ranked<CompiledRule>): Need | null {
  for (const { field, operator, value } of rule.conditions) {
    if (operator === 'contains') return { key: field, literals: [value] }
    if (operator === 'matches' && value.literals !== null) return { key: field, literals: value.literals }
  }
  return null
}

/** What was not stored leaves a rule unknown, which is no match. */
function textOf(field: string): TextOf<Call> {
  return (call) => {
    const text = fieldOf(call, field as Field)
    return typeof text === 'string' ? text : false
  }
}

type IndexedCondition = Extract<Condition, { value: string | readonly string[] }>

function isIndexed(condition: Condition): condition is IndexedCondition {
  return condition.operator !== 'contains' && condition.operator !== 'matches'
}

function addTo<Rule>(indexes: TextIndex<Rule>[], condition: IndexedCondition, ranked: Ranked<Rule>): void {
  const { field, operator, value } = condition
  const from = operator === 'starts_with' ? 'start' : operator === 'ends_with' ? 'end' : 'whole'
  let index = indexes.find((one) => one.field === field && one.from === from)
  if (index === undefined) {
    index = { field, from, byLength: new Map() }
    indexes.push(index)
  }
  for (const text of new Set(typeof value === 'string' ? [value] : value)) {
    const ofLength = index.byLength.get(text.length) ?? new Map<string, Ranked<Rule>[]>()
    index.byLength.set(text.length, ofLength)
    const list = ofLength.get(text)
    if (list) list.push(ranked)
    else ofLength.set(text, [ranked])
  }
}

/** The first rule of an index that holds, if it comes before `best`. */
function firstIn<Rule extends CompiledRule>(
  { field, from, byLength }: TextIndex<Rule>,
  call: Call,
  best: Ranked<Rule> | null,
): Ranked<Rule> | null {
  const text = fieldOf(call, field)
  if (typeof text !== 'string') return best
  if (from === 'whole') return firstOf(byLength.get(text.length)?.get(text), call, best)
  let first = best
  for (const [length, texts] of byLength) {
    if (length > text.length) continue
    const part = from === 'start' ? text.slice(0, length) : text.slice(text.length - length)
    first = firstOf(texts.get(part), call, first)
  }
  return first
}

function firstOf<Rule extends CompiledRule>(
  list: readonly Ranked<Rule>[] | undefined,
  call: Call,
  best: Ranked<Rule> | null,
): Ranked<Rule> | null {
  for (const ranked of list ?? []) {
    if (best !== null && ranked.rank > best.rank) return best
    if (ranked.rule.holds(call) === true) return ranked
  }
  return best
}
