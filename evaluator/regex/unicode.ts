import { account } from './account.ts'
import { type CharSet, charSet, complement, contains, overlaps, subtract, union } from './charset.ts'
import type { Cursor } from './refusal.ts'
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

/** What reading a category from its table takes, in bounds, and what looking a property up takes. */
const boundsOfCategory = 10_000
const boundsOfProperty = 50_000
/** A set of fewer code points is folded one by one. */
const few = 64

const SETS = {
  PYTHON_WORD: table.PYTHON_WORD,
  PYTHON_DIGIT: table.PYTHON_DIGIT,
  PYTHON_SPACE: table.PYTHON_SPACE,
  PYTHON_CASED: table.PYTHON_CASED,
  UNICODE_WORD: table.UNICODE_WORD,
  UNICODE_DIGIT: table.UNICODE_DIGIT,
  UNICODE_SPACE: table.UNICODE_SPACE,
} as const

type SetName = keyof typeof SETS

/** Sets of more bounds are named by a number. */
const mostNamedBounds = 16

const ASCII_LETTERS: CharSet = [0x41, 0x5a, 0x61, 0x7a]
const LONG_S = 0x17f
const KELVIN = 0x212a
const DOTTED_I = 0x130
const DOTLESS_I = 0x131

/**
 * Unicode's tables, decoded when first asked for: that takes some milliseconds in a fresh process, so what concerns
 * ASCII alone is answered without. The patterns of one policy share them; each is told what it would take alone.
 */
export class UnicodeTables {
  private readonly sets = new Map<SetName, CharSet>()
  private lower: ReadonlyMap<number, number> | null = null
  private lowerSources: ReadonlyMap<number, readonly number[]> | null = null
  private fold: ReadonlyMap<number, number> | null = null
  private foldSources: ReadonlyMap<number, readonly number[]> | null = null
  private readonly folded = new Map<CharSet, CharSet>()
  private readonly complements = new Map<CharSet, CharSet>()
  private readonly properties = new Map<string, unknown>()
  /** What the pattern that is read has been told of. */
  private readonly made = new Map<string, { readonly set: CharSet; readonly bounds: number }>()
  private readonly names = new Map<CharSet, string>()
  private told = new Set<unknown>()
  private toldFolded = new Set<unknown>()
  private cursor: Cursor | null = null

  /** The tables for the pattern under the cursor. */
  static of(cursor: Cursor): UnicodeTables {
    const tables = account.shared(UnicodeTables, () => new UnicodeTables())
    tables.cursor = cursor
    tables.told = new Set()
    tables.toldFolded = new Set()
    return tables
  }

  /** What `make` works out, once for all patterns; each is told what it would take alone. */
  remembered(key: string, make: () => CharSet): CharSet {
    const known = this.made.get(key)
    if (known) {
      this.cursor?.count(known.bounds)
      return known.set
    }
    const before = this.cursor?.counted ?? 0
    const set = make()
    this.made.set(key, { set, bounds: (this.cursor?.counted ?? 0) - before })
    return set
  }

  /** A name for a set, short where the set is long: two sets with one name are the same. */
  nameOf(set: CharSet): string {
    if (set.length <= mostNamedBounds) return set.join(' ')
    const name = this.names.get(set) ?? `#${this.names.size}`
    this.names.set(set, name)
    return name
  }

  /** Counts what working out a set takes, in bounds of sets. */
  spend(bounds: number): void {
    this.cursor?.spend(bounds)
  }

  /** Tells the pattern once what it would take alone; `made` where it was worked out now. */
  private tell(what: unknown, bounds: number, made: boolean, told = this.told): void {
    if (made) this.cursor?.pay(bounds)
    if (told.has(what)) return
    told.add(what)
    this.cursor?.count(bounds)
  }

  /** The set of that name: Python 3.11's `\w \d \s` and what it holds to have case, or Unicode's classes as Rust reads them. */
  set(name: SetName): CharSet {
    const known = this.sets.get(name)
    if (known) return known
    const decoded = decodeSet(SETS[name])
    this.sets.set(name, decoded)
    return decoded
  }

  /** Whether Python holds anything in the set to have case; the rest it compares as it is. */
  hasPythonCase(set: CharSet): boolean {
    return overlaps(set, isAscii(set) ? ASCII_LETTERS : this.set('PYTHON_CASED'))
  }

  /** One code point in lower case by Python's one-to-one table. */
  pythonLower(codePoint: number): number {
    if (codePoint < 0x80) return codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 32 : codePoint
    this.lower ??= decodeMap(table.PYTHON_LOWER)
    return this.lower.get(codePoint) ?? codePoint
  }

  /** The code points whose Python lower case is `lower`. */
  pythonSources(lower: number): readonly number[] {
    if (lower < 0x80) return asciiSources(lower)
    if (lower === LONG_S || lower === DOTLESS_I) return [lower]
    this.lower ??= decodeMap(table.PYTHON_LOWER)
    this.lowerSources ??= inverse(this.lower)
    return [...(this.lower.has(lower) ? [] : [lower]), ...(this.lowerSources.get(lower) ?? [])]
  }

  /** What a property stands for, worked out once. */
  property<Found>(name: string, read: () => Found): Found {
    const isKnown = this.properties.has(name)
    this.tell(name, name.length <= 2 ? boundsOfCategory : boundsOfProperty, !isKnown)
    if (isKnown) return this.properties.get(name) as Found
    const found = read()
    this.properties.set(name, found)
    return found
  }

  /** The complement, worked out once for each set. */
  complement(set: CharSet): CharSet {
    const known = this.complements.get(set)
    this.tell(set, set.length, !known)
    if (known) return known
    const made = complement(set)
    this.complements.set(set, made)
    return made
  }

  /** Every code point whose Python lower case lies in the set. */
  loweringInto(set: CharSet): CharSet {
    this.lower ??= decodeMap(table.PYTHON_LOWER)
    this.spend(set.length + this.lower.size)
    const added: number[] = []
    const dropped: number[] = []
    for (const [from, to] of this.lower) {
      if (contains(set, to)) added.push(from, from)
      else if (contains(set, from)) dropped.push(from, from)
    }
    const all = union(set, charSet(added))
    return dropped.length === 0 ? all : subtract(all, charSet(dropped))
  }

  /** The set with every case variant by Unicode's simple folding, as RE2 and Rust ignore case. */
  simpleFold(set: CharSet): CharSet {
    if (isAscii(set)) return asciiFold(set)
    this.fold ??= decodeMap(table.UNICODE_FOLD)
    this.foldSources ??= inverse(this.fold)
    if (isFew(set)) return this.foldEach(set, this.fold, this.foldSources)
    const known = this.folded.get(set)
    const bounds = set.length + this.foldSources.size
    this.tell(set, bounds, !known, this.toldFolded)
    if (known) return known
    const made = this.foldAll(set, this.foldSources)
    this.folded.set(set, made)
    return made
  }

  private foldEach(set: CharSet, fold: ReadonlyMap<number, number>, sources: ReadonlyMap<number, readonly number[]>) {
    const bounds = [...set]
    for (let i = 0; i < set.length; i += 2) {
      for (let c = set[i] as number; c <= (set[i + 1] as number); c++) {
        const root = fold.get(c) ?? c
        for (const member of [root, ...(sources.get(root) ?? [])]) bounds.push(member, member)
      }
    }
    this.spend(bounds.length)
    return charSet(bounds)
  }

  private foldAll(set: CharSet, sources: ReadonlyMap<number, readonly number[]>): CharSet {
    const bounds: number[] = []
    for (const [root, members] of sources) {
      const all = [root, ...members]
      const missing = all.filter((member) => !contains(set, member))
      if (missing.length < all.length) for (const member of missing) bounds.push(member, member)
    }
    return bounds.length === 0 ? set : union(set, charSet(bounds))
  }
}

/** The other lower-case letters that Python lets stand for this one when case is ignored. */
export function pythonExtraCases(lower: number): readonly number[] {
  return table.PYTHON_EXTRA_CASES.find(([of]) => of === lower)?.slice(1) ?? []
}

function isFew(set: CharSet): boolean {
  let size = 0
  for (let i = 0; i < set.length && size < few; i += 2) size += (set[i + 1] as number) - (set[i] as number) + 1
  return size < few
}

function isAscii(set: CharSet): boolean {
  return (set[set.length - 1] ?? 0) < 0x80
}

function asciiSources(lower: number): readonly number[] {
  if (lower >= 0x41 && lower <= 0x5a) return []
  if (lower < 0x61 || lower > 0x7a) return [lower]
  const beyond = lower === 0x6b ? [KELVIN] : lower === 0x69 ? [DOTTED_I] : []
  return [lower, lower - 32, ...beyond]
}

function asciiFold(set: CharSet): CharSet {
  const bounds = [...set]
  for (let c = 0x41; c <= 0x5a; c++) {
    if (!contains(set, c) && !contains(set, c + 32)) continue
    bounds.push(c, c, c + 32, c + 32)
    if (c === 0x4b) bounds.push(KELVIN, KELVIN)
    if (c === 0x53) bounds.push(LONG_S, LONG_S)
  }
  return charSet(bounds)
}
