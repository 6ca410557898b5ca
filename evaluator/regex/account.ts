import { hasPairs, type Subject, subject } from './subject.ts'

/** What reading patterns and searching takes, in nanoseconds as they were measured where two processes share a slow processor. */
export const costs = {
  /** Reading one character of a text; where it holds surrogate pairs. */
  read: 2,
  readPairs: 9,
  /** One instruction for one thread at one place; what it takes more where that asks about the place. */
  thread: 28,
  place: 90,
  /** One step of the backtracking matcher. */
  choice: 95,
  /** Reading one character by what is kept of a program; stopping where that does not suffice. */
  lookUp: 10,
  halt: 40,
  /** Keeping what threads became, without what each of them costs. */
  kept: 300,
  /** Making one instruction of a program, and making room for its threads. */
  make: 80,
  room: 10,
  /** Working out one bound of a set of characters. */
  bound: 100,
  /** Passing over one character in search of another, and stopping at one that it could be. */
  pass: 0.2,
  stop: 5.5,
  /** One character of a text or literal, where the literal is long. */
  compare: 10,
  /** Keeping one match of many. */
  match: 350,
  /** One character on the plain engine, for a pattern that goes through a text once: by itself, it is as quick the first time. */
  plain: 1,
  /** One step of the plain engine by the worst that the pattern's growth allows. */
  plainStep: 2.5,
} as const

/**
 * Nanoseconds that the searches of one call may take in all: a process that runs them for the first time takes twice as
 * long, and 50 ms are what a call may take.
 */
const mostInAll = 20_000_000
/** Of searches on the plain engine, which nothing can stop, so many nanoseconds by the worst that they could take. */
const mostAtWorst = 6_000_000

/**
 * What searches may still take. The evaluator's entry points open it for a call; until it is closed, all searches are
 * paid from it. A search outside of any call has it for itself. It counts steps and never reads a clock: what a call is
 * answered does not depend on the machine or on what else runs there.
 */
export class SearchAccount {
  /** Nanoseconds that are left for searches whose steps are counted. */
  left = mostInAll
  /** Nanoseconds that are left for searches on the plain engine, by the worst that each could take. */
  leftAtWorst = mostAtWorst
  /** Which call it is open for: nothing found during one call is paid twice. */
  call = 0
  private depth = 0
  private readonly parts = new Map<unknown, unknown>()
  private stops: { readonly text: string; readonly costs: Map<string, number> } | null = null
  private read: { readonly text: string; readonly byUnits: boolean; readonly subject: Subject } | null = null

  /** Begins a call; calls inside of it are paid from the same account. */
  open(): void {
    if (this.depth++ > 0) return
    this.left = mostInAll
    this.leftAtWorst = mostAtWorst
    this.call++
  }

  close(): void {
    if (--this.depth > 0) return
    if (this.read !== null) this.read = null
    if (this.stops !== null) this.stops = null
    if (this.parts.size > 0) this.parts.clear()
  }

  /** Begins a search whose steps are counted; outside of any call it has all there is. */
  begin(): void {
    if (this.depth > 0) return
    this.left = mostInAll
    this.call++
  }

  /** What all patterns of a call can share; made anew outside of any. */
  shared<Part>(key: unknown, make: () => Part): Part {
    if (this.depth === 0) return make()
    if (!this.parts.has(key)) this.parts.set(key, make())
    return this.parts.get(key) as Part
  }

  /** The text as the matchers read it, once for all patterns; null where the call may not pay for that. */
  reading(text: string, byUnits: boolean): Subject | null {
    const { read } = this
    if (read !== null && read.text === text && (read.byUnits === byUnits || read.subject.offsets === null)) {
      return read.subject
    }
    this.left -= (byUnits || !hasPairs(text) ? costs.read : costs.readPairs) * text.length
    if (this.left < 0) return null
    const made = subject(text, byUnits)
    if (this.depth > 0) this.read = { text, byUnits, subject: made }
    return made
  }

  /** Pays for a search for a literal, which stops wherever its first character stands; false where that takes more than half of what is left. */
  paysForLiteral(text: string, literal: string): boolean {
    if (this.affords(costs.stop * text.length)) return true
    const most = this.left / 2
    const cost = this.costOfStops(text, literal.charAt(0), most)
    return cost <= most && this.pays(cost)
  }

  /** Pays for a search that compares each character of text and literal. */
  paysForLongLiteral(text: string, literal: string): boolean {
    return this.pays(costs.compare * (text.length + literal.length))
  }

  /** Nanoseconds to stop wherever a character stands, which are counted once a call and paid for; none are counted beyond `most`. */
  private costOfStops(text: string, character: string, most: number): number {
    if (this.stops?.text !== text) this.stops = { text, costs: new Map() }
    const known = this.stops.costs.get(character)
    if (known !== undefined) return known
    let cost = costs.pass * text.length
    if (cost > most) return cost
    for (let at = text.indexOf(character); at !== -1 && cost <= most; at = text.indexOf(character, at + 1)) {
      cost += costs.stop
    }
    this.left -= cost
    this.stops.costs.set(character, cost)
    return cost
  }

  /** Pays for a search that the plain engine surely ends within `worst` nanoseconds; false where the call may not. */
  affords(worst: number): boolean {
    if (this.depth === 0) return true
    if (worst > this.leftAtWorst) return false
    this.leftAtWorst -= worst
    return true
  }

  /** Pays for what is known to take so many nanoseconds; false where the call may not. */
  pays(cost: number): boolean {
    this.left -= cost
    return this.left >= 0 || this.depth === 0
  }
}

const shared = Symbol.for('rehearsal.searchAccount')

/** The account of this thread: one, however many bundles this module is part of. */
export const account: SearchAccount = accountOf(globalThis as { [shared]?: SearchAccount })

function accountOf(holder: { [shared]?: SearchAccount }): SearchAccount {
  holder[shared] ??= new SearchAccount()
  return holder[shared]
}

/** The longest that one search on the plain engine may take at worst, in its steps. */
export const mostPlainSteps = mostAtWorst / 2 / costs.plainStep
