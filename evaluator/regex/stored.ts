import type { Range } from '../text.ts'
import { type Literal, literalTest } from './literal.ts'
import { mayHold } from './literal-search.ts'
import type { Pattern, PatternFlags, RegexFlavour } from './pattern.ts'
import { mayRunPlain, type PlainBound } from './plain-bound.ts'

/** An expression for the plain engine. */
export interface PlainForm {
  readonly source: string
  readonly flags: string
  /** False when it answers for ASCII texts only. */
  readonly forEveryText: boolean
}

/** What is kept of a pattern, so that most searches need not compile it again: plain data. */
export interface StoredPatternData {
  readonly source: string
  readonly flavour: RegexFlavour
  readonly flags: PatternFlags
  readonly needsIsolation: boolean
  readonly literals: readonly string[] | null
  /** Set where the pattern is one piece of text. */
  readonly literal: Literal | null
  readonly plain: PlainForm | null
  /** What the plain engine may search. */
  readonly bound: PlainBound
}

const beyondAscii = /[\u0080-\uffff]/

/** A pattern that was kept: it searches as the compiled one does, and asks `compiled` for that where more is needed. */
export class StoredPattern implements Pattern {
  readonly source: string
  readonly flavour: RegexFlavour
  readonly needsIsolation: boolean
  readonly literals: readonly string[] | null
  readonly test: (text: string) => boolean
  private readonly kept: StoredPatternData
  private readonly compiled: (kept: StoredPatternData) => Pattern
  private known: Pattern | null = null
  private plain: RegExp | null = null

  constructor(kept: StoredPatternData, compiled: (kept: StoredPatternData) => Pattern) {
    this.kept = kept
    this.compiled = compiled
    this.source = kept.source
    this.flavour = kept.flavour
    this.needsIsolation = kept.needsIsolation
    this.literals = kept.literals
    this.test = kept.literal ? literalTest(kept.literal) : (text) => this.search(text)
  }

  testAtStart(text: string): boolean {
    return this.whole().testAtStart(text)
  }

  testWhole(text: string): boolean {
    return this.whole().testWhole(text)
  }

  replaceAll(text: string, replacement: string): string {
    return this.occursIn(text) ? this.whole().replaceAll(text, replacement) : text
  }

  findAll(text: string): readonly Range[] {
    return this.occursIn(text) ? this.whole().findAll(text) : []
  }

  /** A text without the pattern needs nothing more; the compiled pattern decides where the search is given up. */
  private occursIn(text: string): boolean {
    return this.quick(text) ?? true
  }

  private search(text: string): boolean {
    return this.quick(text) ?? this.whole().test(text)
  }

  /** Null where only the compiled pattern knows. */
  private quick(text: string): boolean | null {
    const { literals, plain, bound, literal } = this.kept
    if (literal) return this.test(text)
    if (!mayHold(text, literals)) return false
    if (plain === null || (!plain.forEveryText && beyondAscii.test(text)) || !mayRunPlain(bound, text.length))
      return null
    try {
      this.plain ??= new RegExp(plain.source, plain.flags)
      return this.plain.test(text)
    } catch {
      return null
    }
  }

  private whole(): Pattern {
    this.known ??= this.compiled(this.kept)
    return this.known
  }
}
