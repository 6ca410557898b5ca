import { has, Op, type Program } from './program.ts'

/** All threads of a program at one place, and the states that characters lead to from there as far as they were asked for. */
interface State {
  readonly threads: Int32Array
  readonly accepts: boolean
  readonly next: Map<number, State>
}

/** What keeping a thread of a state costs, in steps. */
const stepsToKeep = 3

/**
 * Tells whether a program occurs, for programs that ask nothing of the places between characters. What the threads become
 * at a character is worked out once and kept, so that a text which keeps a large program busy is mostly read by look-ups.
 */
export class LazySearch {
  private readonly program: Program
  private readonly anchored: boolean
  private readonly states = new Map<number, State[]>()
  private readonly marks: Int32Array
  private readonly stack: Int32Array
  private generation = 0
  private left: number

  /** `steps` that may be taken in all before it gives up. */
  constructor(program: Program, anchored: boolean, steps: number) {
    this.program = program
    this.anchored = anchored
    this.left = steps
    this.marks = new Int32Array(program.ops.length)
    this.stack = new Int32Array(program.ops.length * 2 + 2)
  }

  /** Whether it occurs from `from` on, at the very end when `whole`; null when it gave up. */
  occurs(points: Int32Array, from: number, whole: boolean): boolean | null {
    this.generation++
    let state = this.kept(this.reach(0, []))
    for (let at = from; at < points.length; at++) {
      if (state.accepts && !whole) return true
      if (state.threads.length === 0) return false
      const point = points[at] as number
      let next = state.next.get(point)
      if (next === undefined) {
        next = this.after(state, point)
        state.next.set(point, next)
        if (this.left < 0) return null
      }
      state = next
    }
    return state.accepts
  }

  private after({ threads }: State, point: number): State {
    const { sets, x } = this.program
    this.generation++
    this.left -= threads.length
    const reached: number[] = []
    for (const pc of threads) {
      if (has(sets[x[pc] as number] as (typeof sets)[number], point)) this.reach(pc + 1, reached)
    }
    if (!this.anchored) this.reach(0, reached)
    return this.kept(reached)
  }

  /** Adds what can be reached from `pc` without consuming. */
  private reach(pc: number, reached: number[]): number[] {
    const { ops, x, y } = this.program
    const { marks, stack, generation } = this
    let top = 0
    stack[top++] = pc
    while (top > 0) {
      const current = stack[--top] as number
      if (marks[current] === generation) continue
      marks[current] = generation
      this.left--
      if (ops[current] === Op.split) {
        stack[top++] = y[current] as number
        stack[top++] = x[current] as number
      } else if (ops[current] === Op.jump) stack[top++] = x[current] as number
      else reached.push(current)
    }
    return reached
  }

  /** The state of these threads: the one that is kept already, where there is one. */
  private kept(reached: readonly number[]): State {
    const { ops } = this.program
    this.left -= stepsToKeep * reached.length
    const accepts = reached.some((pc) => ops[pc] === Op.match)
    const threads = Int32Array.from(reached.filter((pc) => ops[pc] !== Op.match)).sort()
    let hash = accepts ? 1 : 0
    for (const pc of threads) hash = (Math.imul(hash, 31) + pc) | 0
    const alike = this.states.get(hash) ?? []
    const found = alike.find((state) => state.accepts === accepts && isSame(state.threads, threads))
    if (found !== undefined) return found
    const state: State = { threads, accepts, next: new Map() }
    alike.push(state)
    this.states.set(hash, alike)
    return state
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((pc, i) => pc === b[i])
}
