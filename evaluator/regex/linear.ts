import { costs } from './account.ts'
import { keepsWell, LazyProgram } from './lazy.ts'
import { has, Op, type Program } from './program.ts'
import { type Points, placeHolds } from './subject.ts'

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

/** Where matches begin, and what tells where one that begins there ends. */
interface KeptMatches {
  readonly begins: Uint8Array
  readonly ends: LazyProgram
}

/**
 * Runs a program over a text, all choices side by side: time is text times program, whatever the pattern. Counted repeats
 * of counted repeats make programs for which that is seconds: then it gives up.
 */
export class LinearMatcher {
  /** Nanoseconds that are left; below 0 it gave up, and its answers mean nothing. */
  left: number
  private readonly program: Program
  private readonly backward: () => Program | null
  private readonly points: Points
  private readonly looks: readonly Uint8Array[]
  private readonly marks: Int32Array
  private readonly stack: Int32Array
  private readonly lists: readonly [Int32Array, Int32Array, Int32Array, Int32Array]
  private generation = 0
  private kept: KeptMatches | null = null

  /** `fuel`: the nanoseconds that it may take; `backward` makes the program that reads the text from its end. */
  constructor(program: Program, points: Points, fuel: number, backward: () => Program | null = () => null) {
    this.program = program
    this.points = points
    this.backward = backward
    this.left = fuel - costs.make * program.ops.length
    this.looks = program.looks.map(({ program: body, ahead, negated }) => {
      const look = new LinearMatcher(body, points, this.left)
      const places = look.everywhere(ahead ? -1 : 1, negated)
      this.left = look.left
      return places
    })
    this.marks = new Int32Array(program.ops.length)
    this.stack = new Int32Array(program.ops.length * 2 + 2)
    const list = () => new Int32Array(program.ops.length)
    this.lists = [list(), list(), list(), list()]
  }

  /** The leftmost match, by the order of choices; null when there is none. */
  find(search: Search): Match | null {
    const { from, anchored = false, whole = false, advance = false, any = false } = search
    if (!keepsWell(this.program)) return this.byThreads(search)
    if (any && !advance) return this.lazily(from, anchored, whole) ? { start: from, end: from } : null
    return anchored || whole ? this.byThreads(search) : this.byStates(search)
  }

  /** The same by states that are kept. */
  private byStates(search: Search): Match | null {
    const { from, advance = false } = search
    this.kept ??= this.keep()
    if (this.kept === null) return this.byThreads(search)
    const { begins, ends } = this.kept
    for (let at = begins.indexOf(1, from); at >= 0 && this.left >= 0; at = begins.indexOf(1, at + 1)) {
      this.left -= costs.kept
      if (advance && at === from) {
        const match = this.byThreads({ from, advance, anchored: true })
        if (match) return match
        continue
      }
      ends.left = this.left
      const end = ends.end(this.points, at)
      this.left = ends.left
      return { start: at, end }
    }
    return null
  }

  private keep(): KeptMatches | null {
    const backward = this.backward()
    if (backward === null) return null
    const begins = new LazyProgram(backward, { backward: true }, this.left)
    const found = begins.everywhere(this.points)
    this.left = begins.left
    return { begins: found, ends: new LazyProgram(this.program, { anchored: true, ordered: true }, this.left) }
  }

  private byThreads({ from, anchored = false, whole = false, advance = false, any = false }: Search): Match | null {
    const { ops, sets, x } = this.program
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
      this.left -= costs.thread * size
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

  /** Whether there is a match, told by states that are kept. */
  private lazily(from: number, anchored: boolean, whole: boolean): boolean {
    const search = new LazyProgram(this.program, { anchored, whole }, this.left)
    const occurs = search.occurs(this.points, from)
    this.left = search.left
    return occurs
  }

  /** Adds what can be reached from `pc` without consuming, in order of preference. */
  private close(pc: number, at: number, start: number, list: Int32Array, starts: Int32Array, size: number): number {
    const { ops, x, y, places } = this.program
    const { marks, stack, generation } = this
    let count = size
    let top = 0
    let steps = 0
    stack[top++] = pc
    while (top > 0) {
      const current = stack[--top] as number
      if (marks[current] === generation) continue
      marks[current] = generation
      steps++
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
          this.left -= costs.place
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
    this.left -= costs.thread * steps
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
