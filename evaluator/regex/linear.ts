import { LazySearch } from './lazy.ts'
import { PlacedSearch } from './lazy-places.ts'
import { has, Op, type Program } from './program.ts'
import { placeHolds } from './subject.ts'

/** What one search asks for. */
export interface Search {
  /** The first point at which a match may begin. */
  readonly from: number
  /** Only matches that begin at `from`. */
  readonly anchored?: boolean
  /** Only matches that end with the text. */
  readonly whole?: boolean
  /** No empty match at `from`. */
  readonly advance?: boolean
  /** Any match will do, wherever it stands: stop at the first that is known. */
  readonly any?: boolean
}

/** Points of a match, end excluded. */
export interface Match {
  readonly start: number
  readonly end: number
}

/** The steps that a search may take whatever the text, some 30 ms, and those for each of the text's characters beside. */
const maxSteps = 3_000_000
const maxStepsEach = 2

/**
 * Runs a program over a text, all choices side by side: time is text times program, whatever the pattern. Counted repeats
 * of counted repeats make programs for which that is seconds: then it gives up.
 */
export class LinearMatcher {
  private readonly program: Program
  private readonly points: Int32Array
  private readonly looks: readonly Uint8Array[]
  private readonly marks: Int32Array
  private readonly stack: Int32Array
  private readonly lists: readonly [Int32Array, Int32Array, Int32Array, Int32Array]
  private generation = 0
  private left: number

  constructor(program: Program, points: Int32Array) {
    this.program = program
    this.points = points
    this.left = maxSteps + maxStepsEach * points.length
    this.looks = program.looks.map(({ program: body, ahead, negated }) => {
      const look = new LinearMatcher(body, points)
      const places = look.everywhere(ahead ? -1 : 1, negated)
      this.left = Math.min(this.left, look.left)
      return places
    })
    this.marks = new Int32Array(program.ops.length)
    this.stack = new Int32Array(program.ops.length * 2 + 2)
    const list = () => new Int32Array(program.ops.length)
    this.lists = [list(), list(), list(), list()]
  }

  /** True when it gave up, so that its answers mean nothing. */
  get exhausted(): boolean {
    return this.left < 0
  }

  /** The leftmost match, by the order of choices; null when there is none. */
  find({ from, anchored = false, whole = false, advance = false, any = false }: Search): Match | null {
    const { ops, sets, x, looks } = this.program
    if (any && !advance && looks.length === 0) {
      const occurs = this.lazily(from, anchored, whole)
      if (occurs !== null) return occurs ? { start: from, end: from } : null
    }
    const end = this.points.length
    const [threads, starts, closed, closedStarts] = this.lists
    let count = 0
    let found: Match | null = null
    for (let at = from; ; at++) {
      this.generation++
      let size = 0
      for (let i = 0; i < count; i++) {
        size = this.close(threads[i] as number, at, starts[i] as number, closed, closedStarts, size)
      }
      if (!found && (at === from || !anchored)) size = this.close(0, at, at, closed, closedStarts, size)
      count = 0
      this.left -= size
      if (this.left < 0) return null
      const point = at < end ? (this.points[at] as number) : -1
      for (let i = 0; i < size; i++) {
        const pc = closed[i] as number
        const start = closedStarts[i] as number
        if (ops[pc] === Op.match) {
          if ((whole && at !== end) || (advance && start === from && at === from)) continue
          found = { start, end: at }
          if (any) return found
          break
        }
        if (point >= 0 && has(sets[x[pc] as number] as (typeof sets)[number], point)) {
          threads[count] = pc + 1
          starts[count++] = start
        }
      }
      if (at >= end || (count === 0 && (found !== null || anchored))) return found
    }
  }

  /** Whether the program occurs at all. */
  occurs(): boolean {
    return this.find({ from: 0, any: true }) !== null
  }

  /** Whether there is a match, told by states that are kept; null where these take most of the steps that are left. */
  private lazily(from: number, anchored: boolean, whole: boolean): boolean | null {
    const steps = Math.floor((Math.min(this.left, maxSteps) * 5) / 6)
    const { program } = this
    const search =
      program.places.length === 0
        ? new LazySearch(program, anchored, steps)
        : new PlacedSearch(program, anchored, whole, steps)
    const occurs = search.occurs(this.points, from, whole)
    if (occurs === null) this.left -= steps
    return occurs
  }

  /** Adds what can be reached from `pc` without consuming, in order of preference. */
  private close(pc: number, at: number, start: number, list: Int32Array, starts: Int32Array, size: number): number {
    const { ops, x, y, places } = this.program
    const { marks, stack, generation } = this
    let count = size
    let top = 0
    stack[top++] = pc
    while (top > 0) {
      const current = stack[--top] as number
      if (marks[current] === generation) continue
      marks[current] = generation
      this.left--
      switch (ops[current]) {
        case Op.split:
          stack[top++] = y[current] as number
          stack[top++] = x[current] as number
          break
        case Op.jump:
          stack[top++] = x[current] as number
          break
        case Op.place: {
          const asked = places[x[current] as number] as (typeof places)[number]
          if (placeHolds(this.points, at, asked.place, asked.word, asked.newline)) stack[top++] = current + 1
          break
        }
        case Op.look:
          if (this.looks[x[current] as number]?.[at] === 1) stack[top++] = current + 1
          break
        default:
          list[count] = current
          starts[count++] = start
      }
    }
    return count
  }

  /** One byte for every place: whether the program, begun anywhere and read in the direction, reaches its end there. */
  private everywhere(direction: 1 | -1, negated: boolean): Uint8Array {
    const { ops, sets, x } = this.program
    const end = this.points.length
    const out = new Uint8Array(end + 1)
    const threads = new Int32Array(ops.length)
    const closed = new Int32Array(ops.length)
    const starts = new Int32Array(ops.length)
    let count = 0
    for (let at = direction === 1 ? 0 : end; at >= 0 && at <= end && this.left >= 0; at += direction) {
      this.generation++
      let size = 0
      for (let i = 0; i < count; i++) size = this.close(threads[i] as number, at, 0, closed, starts, size)
      size = this.close(0, at, 0, closed, starts, size)
      count = 0
      const next = direction === 1 ? at : at - 1
      const point = next >= 0 && next < end ? (this.points[next] as number) : -1
      let reached = false
      for (let i = 0; i < size; i++) {
        const pc = closed[i] as number
        if (ops[pc] === Op.match) reached = true
        else if (point >= 0 && has(sets[x[pc] as number] as (typeof sets)[number], point)) threads[count++] = pc + 1
      }
      out[at] = reached === negated ? 0 : 1
    }
    return out
  }
}
