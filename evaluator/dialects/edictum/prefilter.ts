import type { Call, Given } from '../../call.ts'
import type { Json } from '../../json/values.ts'
import { Automaton } from '../../literals/automaton.ts'
import { needOf } from './needs.ts'
import type { Rule } from './rules.ts'
import { compileSelector, type Lookup } from './selectors.ts'

/** Tells which rules need not be asked: their literals do not occur in what they look at. */
export interface Prefilter {
  /** Rules that it says nothing of, by index. */
  readonly unfiltered: (rule: Rule) => boolean
  /** Adds the indices of the rules that must be asked, each once; false when all must be. */
  candidates(call: Call, given: Given, found: number[]): boolean
}

interface Group {
  readonly lookup: Lookup
  readonly automaton: Automaton
}

const fewest = 4

/** Built over a policy's preconditions; null where there are too few for it to pay. */
export function buildPrefilter(rules: readonly Rule[]): Prefilter | null {
  const literals = new Map<string, [string, number][]>()
  for (const { contract, index } of rules) {
    const need = contract.type === 'pre' && contract.enabled && !contract.candidate ? needOf(contract.when) : null
    if (need === null) continue
    const group = literals.get(need.selector) ?? []
    literals.set(need.selector, group)
    for (const literal of need.literals) group.push([literal, index])
  }
  const groups: Group[] = []
  const filtered = new Set<number>()
  for (const [selector, pairs] of literals) {
    const automaton = pairs.length < fewest ? null : Automaton.build(pairs)
    if (automaton === null) continue
    groups.push({ lookup: compileSelector(selector), automaton })
    for (const [, index] of pairs) filtered.add(index)
  }
  if (groups.length === 0) return null
  const seen = new Uint32Array(rules.length)
  let round = 0
  return {
    unfiltered: ({ index }) => !filtered.has(index),
    candidates: (call, given, found) => {
      round = round === 0xffffffff ? 1 : round + 1
      for (const { lookup, automaton } of groups) {
        const value: Json | undefined = lookup(call, given, undefined)
        if (typeof value === 'string') automaton.search(value, seen, round, found)
        else if (value !== undefined && value !== null) return false
      }
      return true
    },
  }
}
