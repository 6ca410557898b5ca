import type { Range } from '../text.ts'
import { type Growth, growthOf } from './ambiguity.ts'
import { isNullable, isRegular, type Node, some } from './ast.ts'
import { BacktrackMatcher } from './backtrack.ts'
import { type BacktrackProgram, compileBacktrack } from './backtrack-program.ts'
import { LinearMatcher, type Match, type Search } from './linear.ts'
import { literalOf, literalTest } from './literal.ts'
import { NativePattern } from './native.ts'
import type { ParsedPattern } from './parse-python.ts'
import { type Pattern, type PatternFlags, PatternTooSlow, type RegexFlavour } from './pattern.ts'
import { compileProgram, type Program, surelyFits } from './program.ts'
import { relax } from './relax.ts'
import { replaceRanges } from './replace.ts'
import { requiredLiterals } from './required.ts'
import type { StoredPatternData } from './stored.ts'
import { offsetOf, type Subject, subject } from './subject.ts'

/** The steps that a search on the plain engine may take before the linear matcher is the better choice; some 10 ms. */
const MAX_STEPS = 4_000_000
/** The same for the characters of counted repeats, which it goes through at once. */
const MAX_SPANNED_STEPS = 8_000_000
/** The steps that finding matches in Python's own order may take; beyond, they are found in the order of the linear matcher. */
const MAX_ORDERED_STEPS = 1_000_000

/** The steps that a pattern without a linear bound may take; beyond, the search is given up: some 30 ms. */
const MAX_UNBOUNDED_STEPS = 2_000_000

interface Finder {
  find(search: Search): Match | null
  /** True when it gave up, so that its answers mean nothing. */
  readonly exhausted?: boolean
  /** Whether there is a match at all, where that is known sooner than its place. */
  occurs?(): boolean
}

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
  if (!program) return null
  const finder = (points: Int32Array) => new BacktrackMatcher(program, points, MAX_UNBOUNDED_STEPS)
  return new Runner(source, flavour, node, null, finder, isolated, null, flags)
}

/** The pattern as data, for `StoredPattern`; null for what is no pattern. `flags` are those it was compiled with. */
export function patternData(value: unknown): StoredPatternData | null {
  return value instanceof Runner ? value.data() : null
}

/** The linear matcher, built when a text first needs it; null when the pattern is too large for it. */
function linearFinder(node: Node): ((points: Int32Array) => Finder) | null {
  const canWait = surelyFits(node)
  let program = canWait ? null : compileProgram(node)
  if (!canWait && program === null) return null
  return (points) => {
    program ??= compileProgram(node) as Program
    return new LinearMatcher(program, points)
  }
}

class Runner implements Pattern {
  readonly source: string
  readonly flavour: RegexFlavour
  readonly needsIsolation: boolean
  readonly test: (text: string) => boolean
  private readonly plain: NativePattern | null
  private readonly finder: ((points: Int32Array) => Finder) | null
  private readonly byUnits: boolean
  /** For the places of matches where Python's order of choices is its own. */
  private readonly ordered: BacktrackProgram | null
  private readonly node: Node | null
  private readonly flags: PatternFlags
  private knownLimit: number | null = null
  private knownWholeLimit: number | null = null
  private knownLiterals: readonly string[] | null | undefined = undefined
  /** The last search that was not left to the plain engine: an explanation asks again what was just decided. */
  private last: { readonly text: string; readonly asked: string; readonly found: boolean | Range[] | null } | null =
    null

  constructor(
    source: string,
    flavour: RegexFlavour,
    node: Node | null,
    plain: NativePattern | null,
    finder: ((points: Int32Array) => Finder) | null,
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
   * Up to this length the plain engine is quick; Infinity where nothing else can run the pattern. Worked out for the
   * first text: an editor holds thousands of patterns that never see one.
   */
  private get limit(): number {
    this.knownLimit ??= this.findLimit()
    return this.knownLimit
  }

  private findLimit(): number {
    if (!this.plain) return -1
    if (!this.node) return Number.POSITIVE_INFINITY
    try {
      return plainLimit(growthOf(this.node, false))
    } catch {
      return this.finder ? -1 : Number.POSITIVE_INFINITY
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
    const { source, flavour, flags, needsIsolation, literals, limit, node } = this
    return {
      source,
      flavour,
      flags,
      needsIsolation,
      literals,
      literal: node && literalOf(node),
      plain: this.plain && limit >= 0 ? this.plain.form() : null,
      limit: Number.isFinite(limit) ? limit : Number.MAX_SAFE_INTEGER,
    }
  }

  testAtStart(text: string): boolean {
    if (this.plain && text.length <= this.limit) {
      const answer = this.plain.testAtStart(text)
      if (answer !== null) return answer
    }
    return this.findOnce(text, { from: 0, anchored: true, any: true })
  }

  testWhole(text: string): boolean {
    if (this.plain && text.length <= this.wholeLimit()) {
      const answer = this.plain.testWhole(text)
      if (answer !== null) return answer
    }
    return this.findOnce(text, { from: 0, anchored: true, whole: true, any: true })
  }

  findAll(text: string): readonly Range[] {
    if (this.plain && this.plainFinds() && text.length <= this.limit) {
      const ranges = this.plain.findAll(text, this.flavour)
      if (ranges) return ranges
    }
    return this.remembered(text, 'all', (build) => this.findAllBySteps(text, build))
  }

  replaceAll(text: string, replacement: string): string {
    return replaceRanges(text, this.findAll(text), replacement)
  }

  private search(text: string): boolean {
    const { literals } = this
    if (literals !== null && literals.length === 1 && !text.includes(literals[0] as string)) return false
    if (this.plain && text.length <= this.limit) {
      const answer = this.plain.test(text)
      if (answer !== null) return answer
    }
    return this.findOnce(text, { from: 0, any: true })
  }

  private findOnce(text: string, search: Search): boolean {
    return this.remembered(text, `${search.anchored} ${search.whole}`, (build) => {
      const finder = build(subject(text, this.byUnits).points)
      const found = finder.find(search) !== null
      return finder.exhausted ? null : found
    })
  }

  /** What a search finds, which is null where it gives up; throws then, and where nothing can search. */
  private remembered<Found extends boolean | Range[]>(
    text: string,
    asked: string,
    search: (build: (points: Int32Array) => Finder) => Found | null,
  ): Found {
    if (!this.finder) throw new PatternTooSlow(this.source)
    if (this.last === null || this.last.asked !== asked || this.last.text !== text) {
      this.last = { text, asked, found: search(this.finder) }
    }
    if (this.last.found === null) throw new PatternTooSlow(this.source)
    return this.last.found as Found
  }

  private plainFinds(): boolean {
    return !this.node || this.byUnits || !needsOwnOrder(this.node, this.flavour)
  }

  private inOrder(read: Subject): Match[] | null {
    if (!this.ordered) return null
    const matcher = new BacktrackMatcher(this.ordered, read.points, MAX_ORDERED_STEPS)
    const matches = pythonMatches(matcher, read)
    return matcher.exhausted ? null : matches
  }

  private wholeLimit(): number {
    if (!this.node || !this.finder || !this.plain) return this.limit
    this.knownWholeLimit ??= plainLimit(growthOf(this.node, true))
    return this.knownWholeLimit
  }

  private findAllBySteps(text: string, build: (points: Int32Array) => Finder): Range[] | null {
    const read = subject(text, this.byUnits)
    const all = this.flavour === 'python' ? pythonMatches : rustMatches
    const searching = build(read.points)
    const matches = searching.occurs?.() === false ? [] : (this.inOrder(read) ?? all(searching, read))
    if (searching.exhausted) return null
    return matches.map(({ start, end }) => ({ start: offsetOf(read, start), end: offsetOf(read, end) }))
  }
}

/** Python 3.7: after an empty match the next may begin at the same place if it is not empty. */
function pythonMatches(matcher: Finder, { points }: Subject): Match[] {
  const out: Match[] = []
  let from = 0
  let advance = false
  while (from <= points.length) {
    const match = matcher.find({ from, advance })
    if (!match) break
    out.push(match)
    from = match.end
    advance = match.start === match.end
  }
  return out
}

/** RE2 and Rust: an empty match that touches the match before it does not count. */
function rustMatches(matcher: Finder, { points }: Subject): Match[] {
  const out: Match[] = []
  let from = 0
  let lastEnd = -1
  while (from <= points.length) {
    const match = matcher.find({ from })
    if (!match) break
    if (match.start === match.end && match.end === lastEnd) {
      from = match.end + 1
      continue
    }
    out.push(match)
    lastEnd = match.end
    from = match.end
  }
  return out
}

function plainLimit({ power, ways, span }: Growth): number {
  if (power === Number.POSITIVE_INFINITY || ways > 1000) return -1
  if (power <= 1 && ways * span === 1) return Number.POSITIVE_INFINITY
  return Math.floor(Math.min((MAX_STEPS / ways) ** (1 / Math.max(1, power)), MAX_SPANNED_STEPS / (ways * span)))
}

/** Whether the plain engine's order of choices differs: in loops whose round can be empty, and where Python wants a match that moves on. */
function needsOwnOrder(node: Node, flavour: RegexFlavour): boolean {
  if (flavour === 'python' && isNullable(node)) return true
  return hasEmptyRounds(node)
}

function hasEmptyRounds(node: Node): boolean {
  return some(node, (n) => n.kind === 'repeat' && n.max > 0 && isNullable(n.body))
}
