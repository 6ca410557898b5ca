import { type Pairs, pairsOf, type Reading, tellingPairs } from '../scan/reading.ts'
import type { Clause } from './parse.ts'

/** A text that a payload's JSON text must hold for a clause on it to hold. */
export interface Needed {
  readonly text: string
  readonly pairs: Pairs
  /** Whether a JSON text need not escape it: then only `\u…` and `\/` can hide it. */
  readonly isPlain: boolean
}

/** What all clauses of a group need: the names of members, and the texts that are looked for, with the quotes next to them. */
export function neededBy(group: readonly Clause[]): readonly Needed[] {
  return group.flatMap(neededByClause)
}

/** Whether one of `needed` is missing in a JSON text; without an escape strings stand in it as they are. */
export function lacks(reading: Reading, needed: readonly Needed[]): boolean {
  for (const { text, pairs, isPlain } of needed) {
    if (reading.mayHold(pairs) && reading.text.includes(text)) continue
    return !(isPlain ? reading.mayHidePlain : reading.text.includes('\\'))
  }
  return false
}

/**
 * Pairs of characters of which a JSON text meets one wherever one of the groups holds, unless it hides what is plain;
 * null where a group needs nothing that is plain. Most calls fail every group of their tool's condition, and this tells
 * so by two looks a group.
 */
export function groupsTold(groups: readonly (readonly Needed[])[]): Uint16Array | null {
  const literals: Pairs[] = []
  for (const group of groups) {
    const plain = group.find(({ isPlain, pairs: { even, odd } }) => isPlain && even.length > 0 && odd.length > 0)
    if (plain === undefined) return null
    literals.push(plain.pairs)
  }
  return tellingPairs(literals)
}

function neededByClause({ field, operator, literal }: Clause): readonly Needed[] {
  const path = /^(?:args|tool_result)\.(.*)$/s.exec(field)?.[1]
  if (path === undefined) return []
  const [first = ''] = path.split('.')
  const name = /^[0-9]*$/.test(first) ? [] : [needed('"', first, '"')]
  if (literal.kind !== 'string') return name
  const { value } = literal
  if (operator === 'contains') return [needed('', value, ''), ...name]
  if (operator === 'starts_with') return [needed('"', value, ''), ...name]
  return operator === '==' ? [needed('"', value, '"'), ...name] : name
}

function needed(before: string, inner: string, after: string): Needed {
  const text = before + inner + after
  return { text, pairs: pairsOf(text), isPlain: ![...inner].some(isEscaped) }
}

function isEscaped(character: string): boolean {
  return character < ' ' || character === '"' || character === '\\'
}
