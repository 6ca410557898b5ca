import type { Truth } from './values.ts'

/** Kleene's and: false when any is false, else unknown when any is unknown. */
export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true
}

/** Kleene's or: true when any is true, else unknown when any is unknown. */
export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true
  return a === 'unknown' || b === 'unknown' ? 'unknown' : false
}

/** Kleene's not: unknown stays unknown. */
export function not(a: Truth): Truth {
  return a === 'unknown' ? a : !a
}
