import type { Need } from '../literals/sieve.ts'
import type { Pattern } from '../regex/pattern.ts'

/** What a condition asks of a call before it can hold. */
export interface Needing {
  /** Without one of these literals the condition does not hold, and no search in it is begun; null when that cannot be told. */
  readonly need: Need | null
  /** True when it holds a search that may be given up: what stands behind it must not spare the engine that end. */
  readonly searches: boolean
}

/** Nothing that a call must have. */
export const needsNothing: Needing = { need: null, searches: false }

/** The need of an operator that looks for texts in the value that `key` stands for; none where a text is empty. */
export function needOfTexts(key: string, literals: readonly unknown[]): Needing {
  const all = literals.every((one): one is string => typeof one === 'string' && one !== '')
  return { need: all && literals.length > 0 ? { key, literals: literals as readonly string[] } : null, searches: false }
}

/** The need of a search for a pattern. */
export function needOfPattern(key: string, { literals }: Pattern): Needing {
  return { need: literals !== null && literals.length > 0 ? { key, literals } : null, searches: true }
}

/** All must hold, asked in order up to the first that does not: the most telling need that no search stands before. */
export function needOfAll(parts: readonly Needing[]): Needing {
  let best: Need | null = null
  let searches = false
  for (const part of parts) {
    if (!searches && part.need !== null && (best === null || shortest(part.need) > shortest(best))) best = part.need
    searches ||= part.searches
  }
  return { need: best, searches }
}

/** One must hold: all their literals, where every one looks for some in the same value. */
export function needOfAny(parts: readonly Needing[]): Needing {
  const searches = parts.some((part) => part.searches)
  const key = parts[0]?.need?.key
  const same = key !== undefined && parts.every(({ need }) => need?.key === key)
  return { need: same ? { key, literals: parts.flatMap(({ need }) => need?.literals ?? []) } : null, searches }
}

function shortest({ literals }: Need): number {
  return Math.min(...literals.map(({ length }) => length))
}
