import { alternation, type Node, sequence } from './ast.ts'
import { NONE, single } from './charset.ts'
import { type PythonFlags, type PythonMember, pythonLiteral, pythonSet } from './python-sets.ts'

/** Python's bound on repeat counts and widths. */
export const MAX_REPEAT = 4294967295

const NEWLINE = single(10)

/** One parsed element, with what Python's parser looks at again later. */
export interface Item {
  readonly node: Node
  readonly kind: 'place' | 'repeat' | 'other'
  /** The members of a plain literal or set, which alternatives may be merged by. */
  readonly members?: readonly PythonMember[]
  readonly negated?: boolean
  /** The elements of a group that neither captures nor sets flags: it dissolves into its surroundings. */
  readonly inner?: readonly Item[]
  /** Equal for elements that Python takes to be the same common prefix. */
  readonly key: string | null
  readonly width: readonly [number, number]
}

/** A member of a set that is one character. */
export function literalMember(char: string): { lo: number; hi: number } {
  const code = char.codePointAt(0) as number
  return { lo: code, hi: code }
}

/** A literal character as an element. */
export function literal(codePoint: number, flags: PythonFlags): Item {
  return {
    node: { kind: 'set', set: pythonLiteral(codePoint, flags) },
    kind: 'other',
    members: [{ lo: codePoint, hi: codePoint }],
    key: `literal ${codePoint}`,
    width: [1, 1],
  }
}

/** A place that knows no words as an element. */
export function place(kind: 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'lastLineEnd', key: string): Item {
  return { node: { kind: 'place', place: kind, word: NONE, newline: NEWLINE }, kind: 'place', key, width: [0, 0] }
}

/** The elements one after the other. */
export function toNode(items: readonly Item[]): Node {
  return sequence(items.map((item) => item.node))
}

/** The least and greatest width of the elements together, as Python counts them. */
export function totalWidth(items: readonly Item[]): readonly [number, number] {
  return items.reduce((sum, item) => capped(sum[0] + item.width[0], sum[1] + item.width[1]), [0, 0] as readonly [
    number,
    number,
  ])
}

/** A width within Python's bounds. */
export function capped(low: number, high: number): readonly [number, number] {
  return [Math.min(low, MAX_REPEAT - 1), Math.min(high, MAX_REPEAT)]
}

/** Takes out a common prefix and turns single characters into one set, as Python's parser does: with case ignored a set matches more. */
export function merge(branches: readonly (readonly Item[])[], flags: PythonFlags): readonly Item[] {
  const prefix: Item[] = []
  let rest = branches
  for (;;) {
    const key = rest[0]?.[0]?.key ?? null
    if (key === null || !rest.every((items) => items[0]?.key === key)) break
    prefix.push(rest[0]?.[0] as Item)
    rest = rest.map((items) => items.slice(1))
  }
  const members = rest.map((items) => (items.length === 1 ? items[0]?.members : undefined))
  if (members.every((m) => m !== undefined)) {
    const set = pythonSet(members.flat(), false, flags)
    const merged: Item = {
      node: { kind: 'set', set },
      kind: 'other',
      members: members.flat(),
      key: `[false ${JSON.stringify(members.flat())}`,
      width: [1, 1],
    }
    return [...prefix, merged]
  }
  const widths = rest.map(totalWidth)
  const low = Math.min(...widths.map((w) => w[0]))
  const high = Math.max(...widths.map((w) => w[1]))
  return [...prefix, { node: alternation(rest.map(toNode)), kind: 'other', key: null, width: [low, high] }]
}
