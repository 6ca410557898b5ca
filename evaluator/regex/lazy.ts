import { costs } from './account.ts'
import { Alphabet } from './alphabet.ts'
import type { CharSet } from './charset.ts'
import { has, type Membership, membership, Op, type Program } from './program.ts'
import { type Points, placeHolds } from './subject.ts'

/** All threads of a program behind one character. */
interface State {
  /** Where the threads stand, what leads on without consuming not yet followed. */
  readonly threads: Int32Array
  /** Which of the sets that places ask about hold the character before. */
  readonly before: number
  /** Whether a match was complete at the place before that character. */
  readonly accepts: boolean
  /** Whether a match was complete, or none can follow. */
  readonly isNotable: boolean
  /** What each letter leads to, as far as it was asked for. */
  readonly next: (State | undefined)[]
}

/** How a program is run. */
export interface LazyRun {
  /** Matches begin at the first place only. */
  readonly anchored?: boolean
  /** Only matches that end with the text count. */
  readonly whole?: boolean
  /** Threads are kept in order, and none goes on behind one that is complete: the last place that accepts ends the match. */
  readonly ordered?: boolean
  /** The text is read from its end, by a program that was made for that. */
  readonly backward?: boolean
}

/** Programs whose places ask about more sets than this are not kept. */
const mostSets = 30

/** Whether a program's threads can be kept: it looks at nothing but single characters, and its places ask about few sets. */
export function keepsWell(program: Program): boolean {
  return program.looks.length === 0 && setsAskedBy(program).length <= mostSets
}

function setsAskedBy({ places }: Program): CharSet[] {
  return [...new Set(places.flatMap(({ word, newline }) => [word, newline]))]
}

/**
 * Runs a program over texts and keeps what its threads become at a character: a text that keeps a large program busy is
 * mostly read by look-ups. Where places between characters are asked about, that depends on the character before as well,
 * which is part of what is kept; only where the text begins and ends it is worked out anew.
 */
export class LazyProgram {
  /** Nanoseconds that are left; below 0 it gave up, and its answers mean nothing. */
  left: number
  private readonly program: Program
  private readonly run: LazyRun
  private readonly asked: readonly Membership[]
  private readonly alphabet: Alphabet
  private readonly states = new Map<number, State[]>()
  private readonly marks: Int32Array
  private readonly stack: Int32Array
  private generation = 0
  private passed: State

  /** `fuel`: the nanoseconds that it may take in all. */
  constructor(program: Program, run: LazyRun, fuel: number) {
    this.program = program
    this.run = run
    this.asked = setsAskedBy(program).map(membership)
    this.alphabet = new Alphabet([...program.sets, ...this.asked])
    this.left = fuel
    this.marks = new Int32Array(program.ops.length)
    this.stack = new Int32Array(program.ops.length * 2 + 2)
    this.left -= costs.room * program.ops.length
    this.passed = this.kept([], 0, false)
  }

  /** Whether there is a match from `from` on; means nothing where it gave up. */
  occurs(points: Points, from: number): boolean {
    const { whole = false } = this.run
    const last = points.length
    return this.read(points, from, (at) => !whole || at === last) >= 0
  }

  /** Where the match that begins at `from` ends by the order of choices; -1 where none does. */
  end(points: Points, from: number): number {
    let end = -1
    this.read(points, from, (at) => {
      end = at
      return false
    })
    return end
  }

  /** One byte for each place: whether a match is complete there. */
  everywhere(points: Points): Uint8Array {
    const found = new Uint8Array(points.length + 1)
    this.read(points, this.run.backward ? points.length : 0, (at) => {
      found[at] = 1
      return false
    })
    return found
  }

  /** Reads the text and tells of every place where a match is complete, until `stops` says so: that place, or -1. */
  private read(points: Points, from: number, stops: (at: number) => boolean): number {
    const { anchored = false, backward = false } = this.run
    const end = points.length
    const placed = this.program.places.length > 0
    const [first, last] = placed ? [1, end - 2] : [backward ? 1 : 0, backward ? end : end - 1]
    const step = backward ? -1 : 1
    const edge = backward ? 0 : end
    let state = this.begun(points, from)
    let at = from
    let found = -1
    while (this.left >= 0) {
      this.left -= costs.halt
      const isKept = at >= first && at <= last
      if (isKept) {
        const most = Math.floor(Math.max(0, this.left) / costs.lookUp)
        const to = backward ? Math.max(first, at - most) : Math.min(last, at + most)
        const reached = this.pass(state, points, at, to)
        this.left -= costs.lookUp * Math.abs(reached - at)
        state = this.passed
        at = reached
      }
      const next = this.stepped(state, points, at, at >= first && at <= last)
      if (next.accepts && stops(at)) {
        found = at
        break
      }
      if (at === edge || (anchored && next.threads.length === 0)) break
      state = next
      at += step
    }
    return found
  }

  /** Reads on from a kept place by look-ups alone: up to which place, with `passed` as the state there. */
  private pass(begun: State, points: Points, from: number, to: number): number {
    const { alphabet } = this
    const step = to < from ? -1 : 1
    const shift = this.run.backward ? -1 : 0
    let { letters } = alphabet
    let state = begun
    let at = from
    for (; at !== to; at += step) {
      const point = points[at + shift] as number
      let letter = point < letters.length ? (letters[point] as number) : -1
      if (letter < 0) {
        letter = alphabet.letterOf(point)
        letters = alphabet.letters
      }
      const next = state.next[letter]
      if (next === undefined || next.isNotable) break
      state = next
    }
    this.passed = state
    return at
  }

  private stepped(state: State, points: Points, at: number, isKept: boolean): State {
    if (!isKept) return this.after(state, points, at)
    const letter = this.alphabet.letterOf(points[this.run.backward ? at - 1 : at] as number)
    const known = state.next[letter]
    if (known !== undefined) return known
    const next = this.after(state, points, at)
    state.next[letter] = next
    return next
  }

  private begun(points: Points, from: number): State {
    const read = this.run.backward ? from : from - 1
    return this.kept(this.run.anchored ? [0] : [], read >= 0 ? this.holding(points[read]) : 0, false)
  }

  private after({ threads }: State, points: Points, at: number): State {
    const { anchored = false, ordered = false, backward = false } = this.run
    this.generation++
    this.left -= costs.thread * (1 + threads.length)
    const behind: number[] = []
    const told = this.alphabet.spent
    const point = points[backward ? at - 1 : at]
    let accepts = false
    for (let i = 0; i < threads.length && !(accepts && ordered); i++) {
      accepts = this.follow(threads[i] as number, points, at, point, behind) || accepts
    }
    if (!anchored && !(accepts && ordered)) accepts = this.follow(0, points, at, point, behind) || accepts
    this.left -= costs.thread * (this.alphabet.spent - told)
    return this.kept(behind, this.holding(point), accepts)
  }

  /** Follows a thread over the character that is read at `at`; true when it is complete before that. */
  private follow(from: number, points: Points, at: number, point: number | undefined, behind: number[]): boolean {
    const { ops, x, y, places, sets } = this.program
    const { marks, stack, generation } = this
    const { whole = false, ordered = false } = this.run
    let accepts = false
    let top = 0
    let steps = 0
    stack[top++] = from
    while (top > 0) {
      const pc = stack[--top] as number
      if (marks[pc] === generation) continue
      marks[pc] = generation
      steps++
      if (ops[pc] === Op.split) {
        stack[top++] = y[pc] as number
        stack[top++] = x[pc] as number
      } else if (ops[pc] === Op.jump) stack[top++] = x[pc] as number
      else if (ops[pc] === Op.place) {
        const { place, word, newline } = places[x[pc] as number] as (typeof places)[number]
        this.left -= costs.place
        if (placeHolds(points, at, place, word, newline)) stack[top++] = pc + 1
      } else if (ops[pc] === Op.match) {
        accepts ||= !whole || at === points.length
        if (accepts && ordered) break
      } else if (point !== undefined && has(sets[x[pc] as number] as (typeof sets)[number], point)) behind.push(pc + 1)
    }
    this.left -= costs.thread * steps
    return accepts
  }

  private holding(point: number | undefined): number {
    if (point === undefined) return 0
    let mask = 0
    for (let i = 0; i < this.asked.length; i++) if (has(this.asked[i] as Membership, point)) mask |= 1 << i
    return mask
  }

  /** The state of these threads: the one that is kept already, where there is one. */
  private kept(behind: readonly number[], before: number, accepts: boolean): State {
    this.left -= costs.kept + costs.thread * behind.length
    const threads = this.run.ordered ? Int32Array.from(behind) : Int32Array.from(behind).sort()
    let hash = 2 * before + (accepts ? 1 : 0)
    for (const pc of threads) hash = (Math.imul(hash, 31) + pc) | 0
    const alike = this.states.get(hash) ?? []
    const found = alike.find(
      (state) => state.accepts === accepts && state.before === before && isSame(state.threads, threads),
    )
    if (found !== undefined) return found
    const isNotable = accepts || (this.run.anchored === true && threads.length === 0)
    const state: State = { threads, before, accepts, isNotable, next: [] }
    alike.push(state)
    this.states.set(hash, alike)
    return state
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((pc, i) => pc === b[i])
}
