import { children, isNullable, type Node, type Place } from './ast.ts'
import { type CharSet, contains } from './charset.ts'

/** Instructions of the linear matcher: what each does with its operands `x` and `y`. */
export const Op = {
  /** Consumes one code point of set `x`. */
  set: 0,
  /** Goes on at `x`, and at `y` if that fails. */
  split: 1,
  jump: 2,
  /** Goes on if the place `x` holds here. */
  place: 3,
  /** Goes on if the look-around `x` holds here. */
  look: 4,
  match: 5,
} as const

/** A set for quick asking. */
export interface Membership {
  readonly set: CharSet
  /** One byte for each of the first 128 code points. */
  readonly ascii: Uint8Array
}

/** A look-around: its own program, run over the whole text in the direction that makes its answer known at every place. */
export interface LookProgram {
  readonly program: Program
  readonly ahead: boolean
  readonly negated: boolean
}

/** A regular pattern as instructions. */
export interface Program {
  readonly ops: Uint8Array
  readonly x: Int32Array
  readonly y: Int32Array
  readonly sets: readonly Membership[]
  readonly places: readonly { readonly place: Place; readonly word: CharSet; readonly newline: CharSet }[]
  readonly looks: readonly LookProgram[]
}

/** Programs longer than this are not built: counted repeats of counted repeats grow without bound. */
const MAX_LENGTH = 50_000

/** The instructions of a regular node, read from the right when `backward`; null when there would be too many. */
export function compileProgram(node: Node, backward = false): Program | null {
  const builder = new Builder(backward)
  return builder.add(node) && builder.addLooks() ? builder.finish() : null
}

/** Whether a regular node's program is certain to stay far below the bound, so that it can be built when first needed. */
export function surelyFits(node: Node): boolean {
  return lengthAtMost(node) < MAX_LENGTH / 2
}

function lengthAtMost(node: Node): number {
  if (node.kind !== 'repeat') return children(node).reduce((sum, child) => sum + lengthAtMost(child) + 2, 1)
  const { body, min, max } = node
  const rounds = max === Number.POSITIVE_INFINITY ? min + 1 : max
  return rounds * (lengthAtMost(body) + 1) + 2
}

/** Whether the code point is in the set. */
export function has(membership: Membership, codePoint: number): boolean {
  return codePoint < 128 ? membership.ascii[codePoint] === 1 : contains(membership.set, codePoint)
}

/** A set, ready for quick asking. */
export function membership(set: CharSet): Membership {
  const ascii = new Uint8Array(128)
  for (let c = 0; c < 128; c++) ascii[c] = contains(set, c) ? 1 : 0
  return { set, ascii }
}

class Builder {
  private readonly backward: boolean
  private readonly ops: number[] = []
  private readonly x: number[] = []
  private readonly y: number[] = []
  private readonly sets: Membership[] = []
  private readonly setIndexes = new Map<CharSet, number>()
  private readonly places: { place: Place; word: CharSet; newline: CharSet }[] = []
  private readonly lookNodes: Extract<Node, { kind: 'look' }>[] = []
  private readonly looks: LookProgram[] = []

  constructor(backward: boolean) {
    this.backward = backward
  }

  finish(): Program {
    this.emit(Op.match, 0, 0)
    const { sets, places, looks } = this
    return {
      ops: Uint8Array.from(this.ops),
      x: Int32Array.from(this.x),
      y: Int32Array.from(this.y),
      sets,
      places,
      looks,
    }
  }

  addLooks(): boolean {
    for (const { ahead, negated, body } of this.lookNodes) {
      const program = compileProgram(body, ahead)
      if (!program) return false
      this.looks.push({ program, ahead, negated })
    }
    return true
  }

  private emit(op: number, x: number, y: number): number {
    this.ops.push(op)
    this.x.push(x)
    this.y.push(y)
    return this.ops.length - 1
  }

  private get here(): number {
    return this.ops.length
  }

  add(node: Node): boolean {
    if (this.here > MAX_LENGTH) return false
    switch (node.kind) {
      case 'empty':
        return true
      case 'set':
        this.emit(Op.set, this.setIndex(node.set), 0)
        return true
      case 'sequence': {
        const items = this.backward ? node.items.toReversed() : node.items
        return items.every((item) => this.add(item))
      }
      case 'alternation':
        return this.alternation(node.items)
      case 'repeat':
        return this.repeat(node)
      case 'group':
        return this.add(node.body)
      case 'place':
        this.places.push(node)
        this.emit(Op.place, this.places.length - 1, 0)
        return true
      case 'look':
        this.lookNodes.push(node)
        this.emit(Op.look, this.lookNodes.length - 1, 0)
        return true
      default:
        return false
    }
  }

  private setIndex(set: CharSet): number {
    const known = this.setIndexes.get(set)
    if (known !== undefined) return known
    this.sets.push(membership(set))
    this.setIndexes.set(set, this.sets.length - 1)
    return this.sets.length - 1
  }

  private alternation(items: readonly Node[]): boolean {
    const exits: number[] = []
    for (const [index, item] of items.entries()) {
      const last = index === items.length - 1
      const split = last ? -1 : this.emit(Op.split, this.here + 1, 0)
      if (!this.add(item)) return false
      if (!last) {
        exits.push(this.emit(Op.jump, 0, 0))
        this.y[split] = this.here
      }
    }
    for (const exit of exits) this.x[exit] = this.here
    return true
  }

  private repeat(node: Extract<Node, { kind: 'repeat' }>): boolean {
    const { body, min, max } = node
    const lazy = node.mode === 'lazy'
    const isEndless = max === Number.POSITIVE_INFINITY
    for (let i = 0; i < min - (isEndless ? 1 : 0); i++) if (!this.add(body)) return false
    if (isEndless) return min === 0 && !isNullable(body) ? this.star(body, lazy) : this.plus(body, lazy, min === 0)
    const exits: number[] = []
    for (let i = min; i < max; i++) {
      exits.push(this.emit(Op.split, 0, 0))
      if (!this.add(body)) return false
    }
    for (const exit of exits) this.choose(exit, exit + 1, this.here, lazy)
    return true
  }

  private choose(split: number, into: number, out: number, lazy: boolean): void {
    this.x[split] = lazy ? out : into
    this.y[split] = lazy ? into : out
  }

  private star(body: Node, lazy: boolean): boolean {
    const split = this.emit(Op.split, 0, 0)
    if (!this.add(body)) return false
    this.emit(Op.jump, split, 0)
    this.choose(split, split + 1, this.here, lazy)
    return true
  }

  /** One or more; `optional` makes it none or more, in the form that an empty round leaves at once. */
  private plus(body: Node, lazy: boolean, optional: boolean): boolean {
    const skip = optional ? this.emit(Op.split, 0, 0) : -1
    const start = this.here
    if (!this.add(body)) return false
    const split = this.emit(Op.split, 0, 0)
    this.choose(split, start, this.here, lazy)
    if (optional) this.choose(skip, start, this.here, lazy)
    return true
  }
}
