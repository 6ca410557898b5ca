import type { CharSet } from './charset.ts'

/** A place between two characters that a pattern can ask for; `lastLineEnd` is Python's `$`: the end, or before a final `\n`; `notWordBoundaryInText` its `\B`, which the empty text has not. */
export type Place =
  | 'textStart'
  | 'textEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'lastLineEnd'
  | 'wordBoundary'
  | 'notWordBoundary'
  | 'notWordBoundaryInText'
  | 'wordStart'
  | 'wordEnd'
  | 'wordStartHalf'
  | 'wordEndHalf'

export type RepeatMode = 'greedy' | 'lazy' | 'possessive'

/** What a pattern means, whatever the syntax it was written in; case folding is already expanded into the sets. */
export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'alternation'; readonly items: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly body: Node
      readonly min: number
      /** Infinity when there is no upper bound. */
      readonly max: number
      readonly mode: RepeatMode
    }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | { readonly kind: 'place'; readonly place: Place; readonly word: CharSet; readonly newline: CharSet }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negated: boolean; readonly body: Node }
  | { readonly kind: 'backreference'; readonly groups: readonly number[]; readonly fold: Fold | null }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'conditional'; readonly group: number; readonly yes: Node; readonly no: Node }

/** Maps a code point to the one that stands for its case variants when a back-reference ignores case. */
export type Fold = (codePoint: number) => number

/** Matches the empty text, anywhere. */
export const EMPTY: Node = { kind: 'empty' }

/** The nodes one after the other, without needless nesting. */
export function sequence(items: readonly Node[]): Node {
  const flat = items.flatMap((item) => (item.kind === 'sequence' ? item.items : item.kind === 'empty' ? [] : [item]))
  if (flat.length === 0) return EMPTY
  return flat.length === 1 ? (flat[0] as Node) : { kind: 'sequence', items: flat }
}

/** The first of the nodes that leads to a match. */
export function alternation(items: readonly Node[]): Node {
  return items.length === 1 ? (items[0] as Node) : { kind: 'alternation', items }
}

/** The nodes directly below. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
    case 'alternation':
      return node.items
    case 'repeat':
    case 'group':
    case 'look':
    case 'atomic':
      return [node.body]
    case 'conditional':
      return [node.yes, node.no]
    default:
      return []
  }
}

/** Whether the predicate holds for the node or anything below it. */
export function some(node: Node, predicate: (node: Node) => boolean): boolean {
  return predicate(node) || children(node).some((child) => some(child, predicate))
}

/** Whether the node can match the empty text; a back-reference counts as able to. */
export function isNullable(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'sequence':
      return node.items.every(isNullable)
    case 'alternation':
      return node.items.some(isNullable)
    case 'repeat':
      return node.min === 0 || isNullable(node.body)
    case 'group':
    case 'atomic':
      return isNullable(node.body)
    case 'conditional':
      return isNullable(node.yes) || isNullable(node.no)
    default:
      return true
  }
}

/** Whether a finite automaton can decide the node: no back-reference, atomic group, possessive repeat or conditional. */
export function isRegular(node: Node): boolean {
  return !some(
    node,
    (n) =>
      n.kind === 'backreference' ||
      n.kind === 'atomic' ||
      n.kind === 'conditional' ||
      (n.kind === 'repeat' && n.mode === 'possessive'),
  )
}
