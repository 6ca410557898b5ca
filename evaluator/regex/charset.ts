/** A set of code points: inclusive bounds `lo, hi, lo, hi, …`, ascending, with a gap between neighbours. */
export type CharSet = readonly number[]

/** The highest code point. */
export const MAX_CODE_POINT = 0x10ffff

/** Every code point. */
export const ANY: CharSet = [0, MAX_CODE_POINT]

/** No code point. */
export const NONE: CharSet = []

/** The set of the given inclusive bounds, which may overlap and come in any order. */
export function charSet(bounds: readonly number[]): CharSet {
  const pairs: [number, number][] = []
  for (let i = 0; i + 1 < bounds.length; i += 2) pairs.push([bounds[i] as number, bounds[i + 1] as number])
  pairs.sort((a, b) => a[0] - b[0])
  const out: number[] = []
  for (const [lo, hi] of pairs) {
    const last = out.length - 1
    if (last > 0 && lo <= (out[last] as number) + 1) out[last] = Math.max(out[last] as number, hi)
    else out.push(lo, hi)
  }
  return out
}

/** The set of one code point. */
export function single(codePoint: number): CharSet {
  return [codePoint, codePoint]
}

/** What is in any of the sets. */
export function union(...sets: CharSet[]): CharSet {
  if (sets.length === 1) return sets[0] as CharSet
  const bounds: number[] = []
  for (const set of sets) for (const bound of set) bounds.push(bound)
  return charSet(bounds)
}

/** Every code point that is not in the set. */
export function complement(set: CharSet): CharSet {
  const out: number[] = []
  let next = 0
  for (let i = 0; i < set.length; i += 2) {
    const lo = set[i] as number
    if (lo > next) out.push(next, lo - 1)
    next = (set[i + 1] as number) + 1
  }
  if (next <= MAX_CODE_POINT) out.push(next, MAX_CODE_POINT)
  return out
}

/** What is in both sets. */
export function intersect(a: CharSet, b: CharSet): CharSet {
  const out: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const lo = Math.max(a[i] as number, b[j] as number)
    const hi = Math.min(a[i + 1] as number, b[j + 1] as number)
    if (lo <= hi) out.push(lo, hi)
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return out
}

/** What is in `a` and not in `b`. */
export function subtract(a: CharSet, b: CharSet): CharSet {
  return intersect(a, complement(b))
}

/** Whether the sets share a code point. */
export function overlaps(a: CharSet, b: CharSet): boolean {
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (Math.max(a[i] as number, b[j] as number) <= Math.min(a[i + 1] as number, b[j + 1] as number)) return true
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return false
}

/** Whether the code point is in the set. */
export function contains(set: CharSet, codePoint: number): boolean {
  let lo = 0
  let hi = set.length / 2 - 1
  while (lo <= hi) {
    const middle = (lo + hi) >> 1
    if (codePoint < (set[2 * middle] as number)) hi = middle - 1
    else if (codePoint > (set[2 * middle + 1] as number)) lo = middle + 1
    else return true
  }
  return false
}

/** The one code point of the set, or null when it has none or several. */
export function onlyMember(set: CharSet): number | null {
  return set.length === 2 && set[0] === set[1] ? (set[0] as number) : null
}
