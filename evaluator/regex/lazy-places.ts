import type { CharSet } from './charset.ts'
import { contains } from './charset.ts'
import { has, Op, type Program } from './program.ts'
import { placeHolds } from './subject.ts'

/** All threads of a program behind one character, and what characters lead to from there as far as they were asked for. */
interface State {
  /** Where the threads stand, what leads on without consuming not yet followed. */
  readonly threads: Int32Array
  /** Which of the sets that places ask about hold the character before. */
  readonly before: number
  readonly next: Map<number, State | 'match'>
}

/** What keeping a thread of a state costs, in steps. */
const stepsToKeep = 3
/** Programs whose places ask about more sets than this are not kept. */
const mostSets = 30

/**
 * Tells whether a program occurs that asks about the places between characters. What the threads become at a character
 * depends on that character and, through the places, on the one before: both are part of what is kept. Only where the text
 * begins and ends is it worked out anew.
 */
export class PlacedSearch {
  private readonly program: Program
  private readonly anchored: boolean
  private readonly whole: boolean
  private readonly asked: readonly CharSet[]
  private readonly states = new Map<number, State[]>()
  private readonly marks: Int32Array
  private readonly stack: Int32Array
  private generation = 0
  private left: number

  /** `steps` that may be taken in all before it gives up. */
  constructor(program: Program, anchored: boolean, whole: boolean, steps: number) {
    this.program = program
    this.anchored = anchored
    this.whole = whole
    this.asked = [...new Set(program.places.flatMap(({ word, newline }) => [word, newline]))]
    this.left = steps
    this.marks = new Int32Array(program.ops.length)
    this.stack = new Int32Array(program.ops.length * 2 + 2)
  }

  /** Whether it occurs from `from` on, at the very end when `whole`; null when it gave up. */
  occurs(points: Int32Array, from: number): boolean | null {
    if (this.asked.length > mostSets) return null
    const end = points.length
    let state: State = { threads: Int32Array.of(0), before: 0, next: new Map() }
    for (let at = from; ; at++) {
      const isInside = at > from && at < end - 1
      const known = isInside ? state.next.get(points[at] as number) : undefined
      const next = known ?? this.after(state, points, at)
      if (this.left < 0) return null
      if (next === 'match') return true
      if (at >= end || (this.anchored && next.threads.length === 0)) return false
      if (isInside && known === undefined) state.next.set(points[at] as number, next)
      state = next
    }
  }

  private after({ threads }: State, points: Int32Array, at: number): State | 'match' {
    this.generation++
    this.left -= threads.length
    const behind: number[] = []
    for (const pc of threads) if (this.follow(pc, points, at, behind)) return 'match'
    if (!this.anchored && this.follow(0, points, at, behind)) return 'match'
    return this.kept(behind, at < points.length ? this.holding(points[at] as number) : 0)
  }

  /** Follows a thread over the character at `at`; true when it reaches its end before that. */
  private follow(from: number, points: Int32Array, at: number, behind: number[]): boolean {
    const { ops, x, y, places, sets } = this.program
    const { marks, stack, generation } = this
    const point = at < points.length ? (points[at] as number) : -1
    let top = 0
    stack[top++] = from
    while (top > 0) {
      const pc = stack[--top] as number
      if (marks[pc] === generation) continue
      marks[pc] = generation
      this.left--
      if (ops[pc] === Op.split) {
        stack[top++] = y[pc] as number
        stack[top++] = x[pc] as number
      } else if (ops[pc] === Op.jump) stack[top++] = x[pc] as number
      else if (ops[pc] === Op.place) {
        const { place, word, newline } = places[x[pc] as number] as (typeof places)[number]
        if (placeHolds(points, at, place, word, newline)) stack[top++] = pc + 1
      } else if (ops[pc] === Op.match) {
        if (!this.whole || at === points.length) return true
      } else if (point >= 0 && has(sets[x[pc] as number] as (typeof sets)[number], point)) behind.push(pc + 1)
    }
    return false
  }

  private holding(point: number): number {
    return this.asked.reduce((mask, set, index) => (contains(set, point) ? mask | (1 << index) : mask), 0)
  }

  /** The state of these threads: the one that is kept already, where there is one. */
  private kept(behind: readonly number[], before: number): State {
    this.left -= stepsToKeep * behind.length
    const threads = Int32Array.from(behind).sort()
    let hash = before
    for (const pc of threads) hash = (Math.imul(hash, 31) + pc) | 0
    const alike = this.states.get(hash) ?? []
    const found = alike.find((state) => state.before === before && isSame(state.threads, threads))
    if (found !== undefined) return found
    const state: State = { threads, before, next: new Map() }
    alike.push(state)
    this.states.set(hash, alike)
    return state
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((pc, i) => pc === b[i])
}
