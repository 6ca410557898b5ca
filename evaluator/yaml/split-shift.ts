import type { Problem } from '../problem.ts'
import type { Range } from '../text.ts'
import type { Entry, ListNode, MapNode, Node } from './node.ts'

export function shiftRange({ start, end }: Range, by: number): Range {
  return { start: start + by, end: end + by }
}

/** A problem with its fixes, `by` characters further on. */
export function shiftProblem<P extends Problem>(problem: P, by: number): P {
  const range = shiftRange(problem.range, by)
  if (problem.fixes === undefined) return { ...problem, range }
  const fixes = problem.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, range: shiftRange(edit.range, by) })),
  }))
  return { ...problem, range, fixes }
}

/** `node` as it stands `by` characters further on; its parts are moved when they are asked for. */
export function shiftNode(node: Node, by: number): Node {
  if (by === 0) return node
  if (node.kind === 'scalar') return { ...node, range: shiftRange(node.range, by) }
  return node.kind === 'list' ? new ShiftedList(node, by) : new ShiftedMap(node, by)
}

/** The same for a map. */
export function shiftMap(node: MapNode, by: number): MapNode {
  return by === 0 ? node : new ShiftedMap(node, by)
}

/** What a moved list and a moved map have alike; their parts are moved when they are asked for. */
class Shifted<From extends ListNode | MapNode> {
  readonly range: Range
  readonly tag: string | null
  readonly flow: boolean
  protected readonly from: From
  protected readonly by: number

  constructor(from: From, by: number) {
    this.range = shiftRange(from.range, by)
    this.tag = from.tag
    this.flow = from.flow
    this.from = from
    this.by = by
  }
}

class ShiftedList extends Shifted<ListNode> implements ListNode {
  readonly kind = 'list'
  private moved: readonly Node[] | null = null

  get items(): readonly Node[] {
    this.moved ??= this.from.items.map((item) => shiftNode(item, this.by))
    return this.moved
  }
}

class ShiftedMap extends Shifted<MapNode> implements MapNode {
  readonly kind = 'map'
  private moved: readonly Entry[] | null = null

  get entries(): readonly Entry[] {
    this.moved ??= this.from.entries.map(({ key, value, range }) => {
      return { key: shiftNode(key, this.by), value: shiftNode(value, this.by), range: shiftRange(range, this.by) }
    })
    return this.moved
  }
}
