import { type Fold, isNullable, type Node, type Place } from './ast.ts'
import type { CharSet } from './charset.ts'
import { type Membership, membership } from './program.ts'

/** One instruction of the backtracking matcher; a number is the place in the program to go on at. */
export type Step =
  | { readonly op: 'set'; readonly set: Membership }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'place'; readonly place: Place; readonly word: CharSet; readonly newline: CharSet }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'reference'; readonly group: number; readonly fold: Fold | null }
  | { readonly op: 'conditional'; readonly group: number; otherwise: number }
  | { readonly op: 'look'; readonly ahead: boolean; readonly negated: boolean; readonly width: number; after: number }
  | { readonly op: 'atomic'; after: number }
  | { readonly op: 'possessive'; readonly min: number; readonly max: number; after: number }
  /** Forgets where the last round of loop `loop` began. */
  | { readonly op: 'enter'; readonly loop: number }
  /** Ends loop `loop` when its last round was empty, else notes where the next begins. */
  | { readonly op: 'round'; readonly loop: number; after: number }
  | { readonly op: 'accept' }

/** A pattern that only backtracking can decide, as instructions. */
export interface BacktrackProgram {
  readonly steps: readonly Step[]
  readonly groups: number
  readonly loops: number
}

const MAX_LENGTH = 50_000

/** The instructions of a Python pattern; null when there would be too many. `widthOf` gives a look-behind's width. */
export function compileBacktrack(node: Node, groups: number): BacktrackProgram | null {
  const builder = new Builder()
  if (!builder.add(node)) return null
  builder.steps.push({ op: 'accept' })
  return { steps: builder.steps, groups, loops: builder.loops }
}

class Builder {
  readonly steps: Step[] = []
  loops = 0
  private readonly sets = new Map<CharSet, Membership>()
  private readonly groupWidths = new Map<number, number>()

  add(node: Node): boolean {
    const { steps } = this
    if (steps.length > MAX_LENGTH) return false
    switch (node.kind) {
      case 'empty':
        return true
      case 'set': {
        const set = this.sets.get(node.set) ?? membership(node.set)
        this.sets.set(node.set, set)
        steps.push({ op: 'set', set })
        return true
      }
      case 'sequence':
        return node.items.every((item) => this.add(item))
      case 'alternation':
        return this.alternation(node.items)
      case 'repeat':
        return this.repeat(node)
      case 'group': {
        if (node.index === 0) return this.add(node.body)
        steps.push({ op: 'save', slot: 2 * node.index })
        const added = this.add(node.body)
        steps.push({ op: 'save', slot: 2 * node.index + 1 })
        this.groupWidths.set(node.index, this.width(node.body))
        return added
      }
      case 'place':
        steps.push({ op: 'place', place: node.place, word: node.word, newline: node.newline })
        return true
      case 'look': {
        const width = node.ahead ? 0 : this.width(node.body)
        return this.enclosed({ op: 'look', ahead: node.ahead, negated: node.negated, width, after: 0 }, node.body)
      }
      case 'atomic':
        return this.enclosed({ op: 'atomic', after: 0 }, node.body)
      case 'backreference':
        steps.push({ op: 'reference', group: node.groups[0] as number, fold: node.fold })
        return true
      case 'conditional':
        return this.conditional(node)
    }
  }

  private enclosed(step: Extract<Step, { op: 'look' | 'atomic' | 'possessive' }>, body: Node): boolean {
    this.steps.push(step)
    const added = this.add(body)
    this.steps.push({ op: 'accept' })
    step.after = this.steps.length
    return added
  }

  private alternation(items: readonly Node[]): boolean {
    const exits: { op: 'jump'; to: number }[] = []
    for (const [index, item] of items.entries()) {
      const split: Step = { op: 'split', first: this.steps.length + 1, second: 0 }
      const isLast = index === items.length - 1
      if (!isLast) this.steps.push(split)
      if (!this.add(item)) return false
      if (isLast) continue
      const exit = { op: 'jump' as const, to: 0 }
      this.steps.push(exit)
      exits.push(exit)
      split.second = this.steps.length
    }
    for (const exit of exits) exit.to = this.steps.length
    return true
  }

  private conditional(node: Extract<Node, { kind: 'conditional' }>): boolean {
    const step: Step = { op: 'conditional', group: node.group, otherwise: 0 }
    this.steps.push(step)
    if (!this.add(node.yes)) return false
    const exit: Step = { op: 'jump', to: 0 }
    this.steps.push(exit)
    step.otherwise = this.steps.length
    const added = this.add(node.no)
    exit.to = this.steps.length
    return added
  }

  private repeat(node: Extract<Node, { kind: 'repeat' }>): boolean {
    const { body, min, max, mode } = node
    if (mode === 'possessive') return this.enclosed({ op: 'possessive', min, max, after: 0 }, body)
    for (let i = 0; i < min; i++) if (!this.add(body)) return false
    if (max === Number.POSITIVE_INFINITY) return this.star(body, mode === 'lazy')
    return this.optionals(body, max - min, mode === 'lazy')
  }

  private optionals(body: Node, count: number, lazy: boolean): boolean {
    const { steps } = this
    const loop = count > 1 && isNullable(body) ? this.loops++ : -1
    const splits: Extract<Step, { op: 'split' }>[] = []
    const rounds: Extract<Step, { op: 'round' }>[] = []
    if (loop >= 0) steps.push({ op: 'enter', loop })
    for (let i = 0; i < count; i++) {
      const split: Step = { op: 'split', first: 0, second: 0 }
      const round: Step = { op: 'round', loop, after: -1 }
      if (loop >= 0 && !lazy) steps.push(round)
      steps.push(split)
      split.first = steps.length
      if (loop >= 0 && lazy) steps.push(round)
      splits.push(split)
      rounds.push(round)
      if (!this.add(body)) return false
    }
    for (const split of splits) {
      split.second = steps.length
      if (lazy) [split.first, split.second] = [split.second, split.first]
    }
    if (!lazy) for (const round of rounds) round.after = steps.length
    return true
  }

  private star(body: Node, lazy: boolean): boolean {
    const { steps } = this
    const loop = isNullable(body) ? this.loops++ : -1
    if (loop >= 0) steps.push({ op: 'enter', loop })
    const start = steps.length
    const split: Step = { op: 'split', first: 0, second: 0 }
    const round: Step = { op: 'round', loop, after: 0 }
    if (lazy) steps.push(split)
    if (loop >= 0) steps.push(round)
    if (!lazy) steps.push(split)
    const into = lazy ? start + 1 : steps.length
    if (!this.add(body)) return false
    steps.push({ op: 'jump', to: start })
    round.after = lazy ? -1 : steps.length
    split.first = lazy ? steps.length : into
    split.second = lazy ? into : steps.length
    return true
  }

  /** The width of a look-behind's body; the parser has made sure that it is fixed. */
  private width(node: Node): number {
    switch (node.kind) {
      case 'set':
        return 1
      case 'sequence':
        return node.items.reduce((sum, item) => sum + this.width(item), 0)
      case 'alternation':
        return this.width(node.items[0] as Node)
      case 'repeat':
        return node.min === 0 ? 0 : node.min * this.width(node.body)
      case 'group': {
        const width = this.width(node.body)
        this.groupWidths.set(node.index, width)
        return width
      }
      case 'atomic':
        return this.width(node.body)
      case 'conditional':
        return this.width(node.yes)
      case 'backreference':
        return this.groupWidths.get(node.groups[0] as number) ?? 0
      default:
        return 0
    }
  }
}
