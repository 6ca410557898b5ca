import type { Range } from '../text.ts'
import { childOf, type Node } from '../yaml/node.ts'

/** The items of the list under `key`; none where there is no list. */
export function itemsOf(node: Node | null | undefined, key: string): readonly Node[] {
  const list = childOf(node, key)
  return list?.kind === 'list' ? list.items : []
}

/** Where a node's entry under `key` stands, else the node, else the beginning of the document. */
export function rangeAt(node: Node | null | undefined, key?: string): Range {
  return (key === undefined ? undefined : childOf(node, key)?.range) ?? node?.range ?? { start: 0, end: 0 }
}

/** Whether JavaScript takes what stands there for true: anything but null, false, 0 and the empty string. */
export function isTruthy(node: Node | undefined): boolean {
  return node !== undefined && (node.kind !== 'scalar' || Boolean(node.value))
}

/** Labels that are unique: a name that stands again gets a number, and what has no name the one it is given. */
export class Labels {
  private readonly taken = new Set<string>()

  of(name: unknown, otherwise: string): string {
    const wanted = typeof name === 'string' && name !== '' ? name : otherwise
    let label = wanted
    for (let count = 2; this.taken.has(label); count++) label = `${wanted} (${count})`
    this.taken.add(label)
    return label
  }
}
