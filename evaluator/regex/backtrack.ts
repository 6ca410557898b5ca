import { costs } from './account.ts'
import type { BacktrackProgram, Step } from './backtrack-program.ts'
import type { Match, Search } from './linear.ts'
import { has } from './program.ts'
import { type Points, placeHolds } from './subject.ts'

/**
 * Runs a pattern as Python's engine does, choice after choice; for back-references, atomic groups, possessive
 * repeats and conditionals. Its time has no bound but the pattern's own and what it is given.
 */
export class BacktrackMatcher {
  private readonly program: BacktrackProgram
  private readonly points: Points
  private readonly slots: Int32Array
  private readonly rounds: Int32Array
  /** What was overwritten, to be put back when a choice is undone: slot (rounds follow the slots) and value. */
  private readonly trail: number[] = []
  /** Choices left: place in the program, point, length of the trail. */
  private readonly choices: number[] = []
  private search: Search = { from: 0 }
  /** Steps that are left. */
  private fuel: number

  /** `fuel`: the nanoseconds that it may take. */
  constructor(program: BacktrackProgram, points: Points, fuel: number) {
    this.fuel = Math.floor(fuel / costs.choice)
    this.program = program
    this.points = points
    this.slots = new Int32Array(2 * program.groups + 2)
    this.rounds = new Int32Array(program.loops)
  }

  /** Nanoseconds that are left; below 0 it gave up, and its answers mean nothing. */
  get left(): number {
    return this.fuel * costs.choice
  }

  set left(nanoseconds: number) {
    this.fuel = Math.floor(nanoseconds / costs.choice)
  }

  /** The leftmost match by the order of choices; null when there is none. */
  find(search: Search): Match | null {
    this.search = search
    const last = search.anchored ? search.from : this.points.length
    const stepsToBegin = 1 + ((this.slots.length + this.rounds.length) >> 5)
    for (let start = search.from; start <= last; start++) {
      this.fuel -= stepsToBegin
      if (this.fuel < 0) return null
      this.slots.fill(-1)
      this.rounds.fill(-1)
      this.trail.length = 0
      this.choices.length = 0
      const end = this.run(0, start, start, true)
      if (end >= 0) return { start, end }
    }
    return null
  }

  private set(slot: number, value: number): void {
    const split = this.slots.length
    const array = slot < split ? this.slots : this.rounds
    const index = slot < split ? slot : slot - split
    this.trail.push(slot, array[index] as number)
    array[index] = value
  }

  private undo(length: number): void {
    const split = this.slots.length
    while (this.trail.length > length) {
      const value = this.trail.pop() as number
      const slot = this.trail.pop() as number
      if (slot < split) this.slots[slot] = value
      else this.rounds[slot - split] = value
    }
  }

  /** The point behind the match from `pc` at `from`, or -1; choices left inside are given up. */
  private run(pc: number, from: number, start: number, outermost: boolean): number {
    const { choices } = this
    const floor = choices.length
    this.fuel -= 2
    choices.push(pc, from, this.trail.length)
    while (choices.length > floor) {
      this.undo(choices.pop() as number)
      const at = choices.pop() as number
      const end = this.path(choices.pop() as number, at, start, outermost)
      if (end >= 0) {
        choices.length = floor
        return end
      }
    }
    return -1
  }

  /** Follows one path until it accepts (the point behind it) or fails (-1). */
  private path(from: number, begin: number, start: number, outermost: boolean): number {
    const { steps } = this.program
    const { points, choices, search } = this
    let pc = from
    let at = begin
    for (;;) {
      if (--this.fuel < 0) return -1
      const step = steps[pc] as Step
      pc++
      switch (step.op) {
        case 'set':
          if (at >= points.length || !has(step.set, points[at] as number)) return -1
          at++
          break
        case 'split':
          choices.push(step.second, at, this.trail.length)
          pc = step.first
          break
        case 'jump':
          pc = step.to
          break
        case 'place':
          if (!placeHolds(points, at, step.place, step.word, step.newline)) return -1
          break
        case 'save':
          this.set(step.slot, at)
          break
        case 'reference':
          at = this.behindReference(step, at)
          if (at < 0) return -1
          break
        case 'conditional':
          if (!this.isSet(step.group)) pc = step.otherwise
          break
        case 'enter':
          this.set(this.slots.length + step.loop, -1)
          break
        case 'round':
          if (this.rounds[step.loop] !== at) this.set(this.slots.length + step.loop, at)
          else if (step.after < 0) return -1
          else pc = step.after
          break
        case 'look':
          if (this.look(step, pc, at) === step.negated) return -1
          pc = step.after
          break
        case 'atomic':
          at = this.run(pc, at, start, false)
          if (at < 0) return -1
          pc = step.after
          break
        case 'possessive':
          at = this.possessive(step, pc, at)
          if (at < 0) return -1
          pc = step.after
          break
        case 'accept':
          if (!outermost) return at
          if (search.whole && at !== points.length) return -1
          return search.advance && at === start && start === search.from ? -1 : at
      }
    }
  }

  private isSet(group: number): boolean {
    const end = this.slots[2 * group + 1] ?? -1
    return end >= 0 && end >= (this.slots[2 * group] as number)
  }

  private behindReference(step: Extract<Step, { op: 'reference' }>, at: number): number {
    const { points, slots } = this
    const from = slots[2 * step.group] as number
    const to = slots[2 * step.group + 1] as number
    if (from < 0 || to < from || at + to - from > points.length) return -1
    this.fuel -= (to - from) >> 3
    for (let i = from; i < to; i++) {
      const a = points[i] as number
      const b = points[at + i - from] as number
      if (a !== b && (!step.fold || step.fold(a) !== step.fold(b))) return -1
    }
    return at + to - from
  }

  private look(step: Extract<Step, { op: 'look' }>, pc: number, at: number): boolean {
    const from = at - step.width
    if (from < 0) return false
    const undoTo = this.trail.length
    const matched = this.run(pc, from, from, false) >= 0
    if (!matched || step.negated) this.undo(undoTo)
    return matched
  }

  private possessive(step: Extract<Step, { op: 'possessive' }>, pc: number, begin: number): number {
    let at = begin
    for (let count = 0; count < step.max; count++) {
      const undoTo = this.trail.length
      const next = this.run(pc, at, at, false)
      if (next < 0) {
        this.undo(undoTo)
        return count < step.min ? -1 : at
      }
      if (next === at && count >= step.min) return at
      at = next
    }
    return at
  }
}
