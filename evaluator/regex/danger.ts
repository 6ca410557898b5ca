import { type Growth, growthOf } from './ambiguity.ts'
import { parsePattern } from './compile.ts'
import type { ParsedPattern } from './parse-python.ts'
import type { PatternFlags, RegexFlavour } from './pattern.ts'
import { positionsOf } from './positions.ts'

/** What makes a pattern slow on an engine that tries one choice after the other. */
export interface SuperLinear {
  /** `exponential`: every further character multiplies the time; `polynomial`: time grows like a power of the length. */
  readonly growth: 'exponential' | 'polynomial'
  /** The power, 2 or more; Infinity when exponential. */
  readonly power: number
  /** A text on which the time grows: a beginning, a part that is repeated, and an end that does not match. Empty when none was found. */
  readonly witness: string
}

/** Texts of this many rounds of the repeated part hang an engine for good when the growth is exponential. */
const ROUNDS = 40

/**
 * Whether a backtracking engine (Python's, JavaScript's) takes more than linear time for a search with this pattern;
 * null when it does not, or when the pattern is not valid. Errs towards danger: lazy and counted repeats count as endless.
 */
export function superLinear(source: string, flavour: RegexFlavour, flags: PatternFlags = {}): SuperLinear | null {
  const parsed = parsePattern(source, flavour, flags)
  return 'error' in parsed ? null : describe(growthOf(parsed.node, false))
}

/** Facts about a pattern for lints. */
export interface PatternFacts {
  /** Whether the empty text matches. */
  readonly matchesEmpty: boolean
  /** Whether every text matches, so that the pattern asks nothing. */
  readonly matchesEverything: boolean
}

/** The facts, or null when the pattern is not valid. */
export function patternFacts(source: string, flavour: RegexFlavour, flags: PatternFlags = {}): PatternFacts | null {
  const parsed = parsePattern(source, flavour, flags)
  return 'error' in parsed ? null : factsOf(parsed)
}

function factsOf({ node }: ParsedPattern): PatternFacts {
  const empty = positionsOf(node)?.empty ?? 'never'
  return { matchesEmpty: empty !== 'never', matchesEverything: empty === 'free' }
}

function describe({ power, witness }: Growth): SuperLinear | null {
  if (power <= 1) return null
  const growth = power === Number.POSITIVE_INFINITY ? 'exponential' : 'polynomial'
  return { growth, power, witness: witness ? `${witness.prefix}${witness.pump.repeat(ROUNDS)}\u0000` : '' }
}
