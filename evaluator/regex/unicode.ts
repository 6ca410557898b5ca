import { type CharSet, charSet, contains } from './charset.ts'
import * as table from './unicode.generated.ts'

/** Reads a set as the generated tables write it. */
export function decodeSet(text: string): CharSet {
  let last = 0
  return text.split(' ').map((step) => {
    last += Number.parseInt(step, 36)
    return last
  })
}

function decodeMap(text: string): ReadonlyMap<number, number> {
  const numbers = text.split(' ').map((n) => Number.parseInt(n, 36))
  const out = new Map<number, number>()
  let start = 0
  for (let i = 0; i < numbers.length; i += 4) {
    start += numbers[i] as number
    const [count, step, offset] = [numbers[i + 1] as number, numbers[i + 2] as number, numbers[i + 3] as number]
    for (let k = 0; k < count; k++) out.set(start + k * step, start + k * step + offset)
  }
  return out
}

function inverse(map: ReadonlyMap<number, number>): ReadonlyMap<number, readonly number[]> {
  const out = new Map<number, number[]>()
  for (const [from, to] of map) {
    const sources = out.get(to)
    if (sources) sources.push(from)
    else out.set(to, [from])
  }
  return out
}

/** ASCII's own classes, as RE2 and ASCII modes use them. */
export const ASCII_WORD: CharSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]
export const ASCII_DIGIT: CharSet = [0x30, 0x39]
/** RE2's `\s`: no vertical tab. */
export const RE2_SPACE: CharSet = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20]
export const ASCII_SPACE: CharSet = [0x09, 0x0d, 0x20, 0x20]

/** Python 3.11's `\w`, `\d` and `\s` for text patterns. */
export const PYTHON_WORD = decodeSet(table.PYTHON_WORD)
export const PYTHON_DIGIT = decodeSet(table.PYTHON_DIGIT)
export const PYTHON_SPACE = decodeSet(table.PYTHON_SPACE)
/** What Python holds to have case: the others it compares as they are. */
export const PYTHON_CASED = decodeSet(table.PYTHON_CASED)
/** Unicode's `\w`, `\d` and `\s` as Rust's engine reads them (UTS 18, annex C). */
export const UNICODE_WORD = decodeSet(table.UNICODE_WORD)
export const UNICODE_DIGIT = decodeSet(table.UNICODE_DIGIT)
export const UNICODE_SPACE = decodeSet(table.UNICODE_SPACE)

const pythonLowerMap = decodeMap(table.PYTHON_LOWER)
const pythonLowerSources = inverse(pythonLowerMap)
const pythonExtra: ReadonlyMap<number, readonly number[]> = new Map(
  table.PYTHON_EXTRA_CASES.map(([of, ...others]) => [of as number, others]),
)
const foldMap = decodeMap(table.UNICODE_FOLD)
const foldSources = inverse(foldMap)

/** One code point in lower case by Python's one-to-one table. */
export function pythonLower(codePoint: number): number {
  return pythonLowerMap.get(codePoint) ?? codePoint
}

/** The other lower-case letters that Python lets stand for this one when case is ignored. */
export function pythonExtraCases(lower: number): readonly number[] {
  return pythonExtra.get(lower) ?? []
}

/** Every code point whose Python lower case lies in the set. */
export function loweringInto(set: CharSet): CharSet {
  const bounds: number[] = []
  for (let i = 0; i < set.length; i += 2) bounds.push(set[i] as number, set[i + 1] as number)
  const dropped: number[] = []
  for (const [from, to] of pythonLowerMap) {
    if (contains(set, to)) bounds.push(from, from)
    else if (contains(set, from)) dropped.push(from, from)
  }
  const gone = charSet(dropped)
  return gone.length === 0 ? charSet(bounds) : without(charSet(bounds), gone)
}

function without(set: CharSet, gone: CharSet): CharSet {
  const out: number[] = []
  let g = 0
  for (let i = 0; i < set.length; i += 2) {
    let lo = set[i] as number
    const hi = set[i + 1] as number
    while (g < gone.length && (gone[g + 1] as number) < lo) g += 2
    for (let k = g; k < gone.length && (gone[k] as number) <= hi; k += 2) {
      if ((gone[k] as number) > lo) out.push(lo, (gone[k] as number) - 1)
      lo = (gone[k + 1] as number) + 1
    }
    if (lo <= hi) out.push(lo, hi)
  }
  return out
}

/** The set with every case variant by Unicode's simple folding, as RE2 and Rust ignore case. */
export function simpleFold(set: CharSet): CharSet {
  const bounds: number[] = []
  const addOrbit = (of: number) => {
    const root = foldMap.get(of) ?? of
    bounds.push(root, root)
    for (const member of foldSources.get(root) ?? []) bounds.push(member, member)
  }
  for (let i = 0; i < set.length; i += 2) {
    const lo = set[i] as number
    const hi = set[i + 1] as number
    bounds.push(lo, hi)
    if (hi - lo < 64) {
      for (let c = lo; c <= hi; c++) addOrbit(c)
    } else {
      for (const from of foldMap.keys()) if (from >= lo && from <= hi) addOrbit(from)
      for (const root of foldSources.keys()) if (root >= lo && root <= hi) addOrbit(root)
    }
  }
  return charSet(bounds)
}

/** The code points of the lower-case sources of `lower`, itself included. */
export function pythonCaseVariants(lower: number): readonly number[] {
  const own = pythonLower(lower) === lower ? [lower] : []
  return [...own, ...(pythonLowerSources.get(lower) ?? [])]
}
