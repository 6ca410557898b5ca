import { account, costs, mostPlainSteps } from './account.ts'
import type { Growth } from './ambiguity.ts'

/** How long the plain engine, which nothing can stop, may search a text for a pattern: plain data. */
export interface PlainBound {
  /** The longest text that it may search, in UTF-16 code units; -1 where it may search none. */
  readonly longest: number
  /** Nanoseconds for each character, to the power of `power`. */
  readonly each: number
  readonly power: number
}

/** What one character of a counted repeat takes, in nanoseconds: it goes through those at once. */
const spanned = 1.3
/** The characters that the engine asks at one place for the price of one. */
const askedAtOnce = 8
/** A pattern that takes no more than this for each character goes through a text once: what it takes is known. */
const once = costs.lookUp
/** Loop-free ways that are too many to count with. */
const mostWays = 1000

/** The plain engine may search every text: nothing else can. */
export const unbounded: PlainBound = { longest: Number.MAX_SAFE_INTEGER, each: 0, power: 1 }
/** It may search none. */
export const forbidden: PlainBound = { longest: -1, each: 0, power: 1 }

/** The bound of a pattern whose time grows so. */
export function plainBound({ power, ways, span, crowd }: Growth): PlainBound {
  if (power === Number.POSITIVE_INFINITY || ways > mostWays) return forbidden
  const weight = Math.max(1, crowd / askedAtOnce)
  if (power <= 1) {
    const each = ways * (costs.plain * weight + spanned * (span - 1))
    if (each <= once) return { longest: Number.MAX_SAFE_INTEGER, each, power: 1 }
    return { longest: Math.floor((mostPlainSteps * costs.plainStep) / each), each, power: 1 }
  }
  const each = costs.plainStep * ways * weight * span
  return { longest: Math.floor(((mostPlainSteps * costs.plainStep) / each) ** (1 / power)), each, power }
}

/** Whether the plain engine may search a text of that length now; it is paid for then. */
export function mayRunPlain({ longest, each, power }: PlainBound, length: number): boolean {
  if (length > longest) return false
  if (power === 1) return each <= once ? account.pays(each * length) : account.affords(each * length)
  return account.affords(each * (power === 2 ? length * length : length ** power))
}
