import type { Range } from '../text.ts'
import { account, costs } from './account.ts'
import { growthOf } from './ambiguity.ts'
import { isNullable, isRegular, type Node, some } from './ast.ts'
import { BacktrackMatcher } from './backtrack.ts'
import { type BacktrackProgram, compileBacktrack } from './backtrack-program.ts'
import { LinearMatcher, type Match, type Search } from './linear.ts'
import { literalOf, literalTest } from './literal.ts'
import { mayHold } from './literal-search.ts'
import { type MakeFinder, pythonMatches, rustMatches } from './matches.ts'
import { NativePattern } from './native.ts'
import type { ParsedPattern } from './parse-python.ts'
import { type Pattern, type PatternFlags, PatternTooSlow, type RegexFlavour } from './pattern.ts'
import { forbidden, mayRunPlain, type PlainBound, plainBound, unbounded } from './plain-bound.ts'
import { compileProgram, type Program, surelyFits } from './program.ts'
import { relax } from './relax.ts'
import { replaceRanges } from './replace.ts'
import { requiredLiterals } from './required.ts'
import type { StoredPatternData } from './stored.ts'
import { offsetOf, type Subject } from './subject.ts'

/** The nanoseconds that finding matches in Python's own order may take; beyond, they are found in the order of the linear matcher. */
const mostInOrder = 12_000_000

/**
 * A pattern ready to run: on the plain engine for as long as its growth allows, on the linear matcher beyond that, on
 * the backtracking matcher where only that has the meaning. Null when the pattern is too large.
 */
export function runnable(
  source: string,
  flavour: RegexFlavour,
  parsed: ParsedPattern | null,
  native: RegExp | null,
  flags: PatternFlags = {},
): Pattern | null {
  if (!parsed) return native && new Runner(source, flavour, null, NativePattern.of(native), null, true, null, flags)
  const { groups } = parsed
  const node = relax(parsed.node)
  if (isRegular(node)) {
    const plain = native ? NativePattern.of(native) : NativePattern.translated(node)
    const finder = linearFinder(node)
    if (!finder && !native) return null
    const ordered = flavour === 'python' && hasEmptyRounds(node) ? compileBacktrack(node, groups) : null
    const isolated = !finder && growthOf(node, false).power > 1
    return new Runner(source, flavour, node, plain, finder, isolated, ordered, flags)
  }
  const isolated = growthOf(node, false).power > 1
  if (native) return new Runner(source, flavour, node, NativePattern.of(native), null, isolated, null, flags)
  const program = compileBacktrack(node, groups)
  if (!program || !account.pays(costs.make * program.steps.length)) return null
  const finder: MakeFinder = (points, fuel) => new BacktrackMatcher(program, points, fuel)
  return new Runner(source, flavour, node, null, finder, isolated, null, flags)
}

/** The pattern as data, for `StoredPattern`; null for what is no pattern. `flags` are those it was compiled with. */
export function patternData(value: unknown): StoredPatternData | null {
  return value instanceof Runner ? value.data() : null
}

/** The linear matcher, built when a text first needs it; null when the pattern is too large for it. */
function linearFinder(node: Node): MakeFinder | null {
  const canWait = surelyFits(node)
  let program = canWait ? null : compileProgram(node)
  if (!canWait && (program === null || !account.pays(costs.make * program.ops.length))) return null
  let reversed: Program | null | undefined
  const backward = (): Program | null => {
    if (reversed === undefined) reversed = compileProgram(node, true)
    return reversed
  }
  return (points, fuel) => {
    program ??= compileProgram(node) as Program
    return new LinearMatcher(program, points, fuel, backward)
  }
}

class Runner implements Pattern {
  readonly source: string
  readonly flavour: RegexFlavour
  readonly needsIsolation: boolean
  readonly test: (text: string) => boolean
  private readonly plain: NativePattern | null
  private readonly finder: MakeFinder | null
  private readonly byUnits: boolean
  /** For the places of matches where Python's order of choices is its own. */
  private readonly ordered: BacktrackProgram | null
  private readonly node: Node | null
  private readonly flags: PatternFlags
  private knownBound: PlainBound | null = null
  private knownWholeBound: PlainBound | null = null
  private knownLiterals: readonly string[] | null | undefined = undefined
  private last: LastSearch | null = null

  constructor(
    source: string,
    flavour: RegexFlavour,
    node: Node | null,
    plain: NativePattern | null,
    finder: MakeFinder | null,
    needsIsolation: boolean,
    ordered: BacktrackProgram | null,
    flags: PatternFlags,
  ) {
    this.flags = flags
    this.source = source
    this.flavour = flavour
    this.node = node
    this.plain = plain
    this.finder = finder
    this.needsIsolation = needsIsolation
    this.byUnits = flavour === 'javascript'
    this.ordered = ordered
    const literal = node && literalOf(node)
    this.test = literal ? literalTest(literal) : (text) => this.search(text)
  }

  /**
   * What the plain engine may search; all where nothing else can run the pattern. Worked out for the first text: an
   * editor holds thousands of patterns that never see one.
   */
  private get bound(): PlainBound {
    this.knownBound ??= this.findBound(false)
    return this.knownBound
  }

  private findBound(whole: boolean): PlainBound {
    if (!this.plain) return forbidden
    if (!this.node) return unbounded
    try {
      const bound = plainBound(growthOf(this.node, whole))
      return this.finder || bound !== forbidden ? bound : unbounded
    } catch {
      return this.finder ? forbidden : unbounded
    }
  }

  /** None for a pattern whose search can be given up: that answer must not be passed over. */
  get literals(): readonly string[] | null {
    if (this.knownLiterals === undefined) {
      const { node } = this
      this.knownLiterals = node && this.finder && isRegular(node) ? requiredLiterals(node) : null
    }
    return this.knownLiterals
  }

  data(): StoredPatternData {
    const { source, flavour, flags, needsIsolation, literals, bound, node } = this
    return {
      source,
      flavour,
      flags,
      needsIsolation,
      literals,
      literal: node && literalOf(node),
      plain: this.plain && bound.longest >= 0 ? this.plain.form() : null,
      bound,
    }
  }

  testAtStart(text: string): boolean {
    if (this.plain && mayRunPlain(this.bound, text.length)) {
      const answer = this.plain.testAtStart(text)
      if (answer !== null) return answer
    }
    return this.findOnce(text, { from: 0, anchored: true, any: true })
  }

  testWhole(text: string): boolean {
    if (this.plain && mayRunPlain(this.wholeBound, text.length)) {
      const answer = this.plain.testWhole(text)
      if (answer !== null) return answer
    }
    return this.findOnce(text, { from: 0, anchored: true, whole: true, any: true })
  }

  findAll(text: string): readonly Range[] {
    if (!mayHold(text, this.literals)) return []
    if (this.plain && this.plainFinds() && mayRunPlain(this.bound, text.length)) {
      const ranges = this.plain.findAll(text, this.flavour)
      if (ranges) return ranges
    }
    return this.remembered(text, 'all', (finderOf, read) => this.findAllBySteps(finderOf, read))
  }

  replaceAll(text: string, replacement: string): string {
    return replaceRanges(text, this.findAll(text), replacement)
  }

  private search(text: string): boolean {
    if (!mayHold(text, this.literals)) return false
    if (this.plain && mayRunPlain(this.bound, text.length)) {
      const answer = this.plain.test(text)
      if (answer !== null) return answer
    }
    return this.findOnce(text, { from: 0, any: true })
  }

  private findOnce(text: string, search: Search): boolean {
    return this.remembered(text, `${search.anchored} ${search.whole}`, (finderOf, { points }) => {
      const finder = finderOf(points, account.left)
      const found = finder.find(search) !== null
      account.left = finder.left
      return found
    })
  }

  /** What a search finds; throws where the call may not pay for it, and where nothing can search. */
  private remembered<Found extends boolean | Range[]>(
    text: string,
    asked: string,
    search: (finderOf: MakeFinder, read: Subject) => Found,
  ): Found {
    if (!this.finder) throw new PatternTooSlow(this.source)
    const { last } = this
    account.begin()
    const isSame = last !== null && last.asked === asked && last.text === text
    if (isSame && last.call === account.call) return answerOf<Found>(last, this.source)
    const before = account.left
    if (before < 0) throw new PatternTooSlow(this.source)
    const read = account.reading(text, this.byUnits)
    if (read === null) throw new PatternTooSlow(this.source)
    if (isSame && last.before === before) {
      account.left = last.after
      last.call = account.call
    } else {
      const found = search(this.finder, read)
      this.last = {
        text,
        asked,
        found: account.left < 0 ? null : found,
        before,
        after: account.left,
        call: account.call,
      }
    }
    return answerOf<Found>(this.last as LastSearch, this.source)
  }

  private plainFinds(): boolean {
    return !this.node || this.byUnits || !needsOwnOrder(this.node, this.flavour)
  }

  private get wholeBound(): PlainBound {
    if (!this.node || !this.finder || !this.plain) return this.bound
    this.knownWholeBound ??= this.findBound(true)
    return this.knownWholeBound
  }

  private inOrder(read: Subject): Match[] | null {
    if (!this.ordered) return null
    const fuel = Math.min(mostInOrder, account.left)
    const matcher = new BacktrackMatcher(this.ordered, read.points, fuel)
    const matches = pythonMatches(matcher, read)
    account.left -= fuel - matcher.left
    return matcher.left < 0 ? null : matches
  }

  private findAllBySteps(finderOf: MakeFinder, read: Subject): Range[] {
    const all = this.flavour === 'python' ? pythonMatches : rustMatches
    const searching = finderOf(read.points, account.left)
    const occurs = searching.occurs?.() !== false
    account.left = searching.left
    const inOrder = occurs ? this.inOrder(read) : []
    searching.left = account.left
    const matches = inOrder ?? all(searching, read)
    account.left = searching.left
    return matches.map(({ start, end }) => ({ start: offsetOf(read, start), end: offsetOf(read, end) }))
  }
}

/** A search that was not left to the plain engine: an explanation asks again what was just decided. */
interface LastSearch {
  readonly text: string
  readonly asked: string
  /** Null where the search was given up. */
  readonly found: boolean | Range[] | null
  /** What was left before it and after it. */
  readonly before: number
  readonly after: number
  /** The call that paid for it last. */
  call: number
}

function answerOf<Found extends boolean | Range[]>({ found }: LastSearch, source: string): Found {
  if (found === null) throw new PatternTooSlow(source)
  return found as Found
}

/** Whether the plain engine's order of choices differs: in loops whose round can be empty, and where Python wants a match that moves on. */
function needsOwnOrder(node: Node, flavour: RegexFlavour): boolean {
  if (flavour === 'python' && isNullable(node)) return true
  return hasEmptyRounds(node)
}

function hasEmptyRounds(node: Node): boolean {
  return some(node, (n) => n.kind === 'repeat' && n.max > 0 && isNullable(n.body))
}
