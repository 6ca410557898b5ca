import { ANY, type CharSet, charSet, complement, overlaps, single, union } from './charset.ts'
import {
  ASCII_DIGIT,
  ASCII_SPACE,
  ASCII_WORD,
  loweringInto,
  PYTHON_CASED,
  PYTHON_DIGIT,
  PYTHON_SPACE,
  PYTHON_WORD,
  pythonCaseVariants,
  pythonExtraCases,
  pythonLower,
} from './unicode.ts'

/** What one Python flag setting means for the sets of a pattern. */
export interface PythonFlags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly verbose: boolean
  readonly ascii: boolean
}

/** A member of a character set as written: a range of code points, or one of `d D s S w W`. */
export type PythonMember = { readonly lo: number; readonly hi: number } | { readonly category: string }

const LAST_BMP = 0xffff

/** The code points of `\d`, `\W` and the like. */
export function pythonCategory(letter: string, flags: PythonFlags): CharSet {
  const sets: Record<string, CharSet> = flags.ascii
    ? { d: ASCII_DIGIT, s: ASCII_SPACE, w: ASCII_WORD }
    : { d: PYTHON_DIGIT, s: PYTHON_SPACE, w: PYTHON_WORD }
  const set = sets[letter.toLowerCase()] ?? ANY
  return letter === letter.toLowerCase() ? set : complement(set)
}

/** What a literal character matches. */
export function pythonLiteral(codePoint: number, flags: PythonFlags): CharSet {
  if (!flags.ignoreCase) return single(codePoint)
  if (flags.ascii) return asciiCases(single(codePoint))
  if (!isCased(codePoint)) return single(codePoint)
  const lower = pythonLower(codePoint)
  const variants = [lower, ...pythonExtraCases(lower)].flatMap(pythonCaseVariants)
  return charSet(variants.flatMap((c) => [c, c]))
}

/**
 * What a character set matches. With case ignored, Python lowers the character and looks it up in the lowered set;
 * beyond U+FFFF it lowers only the character. A set without cased letters is taken as it stands.
 */
export function pythonSet(members: readonly PythonMember[], negated: boolean, flags: PythonFlags): CharSet {
  const categories = members.flatMap((m) => ('category' in m ? [pythonCategory(m.category, flags)] : []))
  const written = charSet(members.flatMap((m) => ('category' in m ? [] : [m.lo, m.hi])))
  const plain = union(written, ...categories)
  const matched = !flags.ignoreCase
    ? plain
    : flags.ascii
      ? asciiLowering(written, categories)
      : unicodeLowering(members, written, categories, plain)
  return negated ? complement(matched) : matched
}

function asciiLowering(written: CharSet, categories: readonly CharSet[]): CharSet {
  return union(asciiCases(written), ...categories)
}

function unicodeLowering(
  members: readonly PythonMember[],
  written: CharSet,
  categories: readonly CharSet[],
  plain: CharSet,
): CharSet {
  const beyond = members.some((m) => 'hi' in m && m.hi > LAST_BMP)
  if (!beyond && !overlaps(written, PYTHON_CASED)) return plain
  const lowered: number[] = []
  for (const member of members) {
    if ('category' in member) continue
    for (let c = member.lo; c <= Math.min(member.hi, LAST_BMP); c++) {
      const lower = pythonLower(c)
      lowered.push(lower, lower)
      for (const extra of pythonExtraCases(lower)) lowered.push(extra, extra)
    }
    if (member.hi > LAST_BMP)
      lowered.push(...astralMember(Math.max(member.lo, LAST_BMP + 1), member.hi, member.lo === member.hi))
  }
  return loweringInto(union(charSet(lowered), ...categories))
}

function astralMember(lo: number, hi: number, isLiteral: boolean): number[] {
  if (isLiteral) return [lo, hi]
  const bounds = [lo, hi]
  for (let i = 0; i < PYTHON_CASED.length; i += 2) {
    for (let c = Math.max(lo, PYTHON_CASED[i] as number); c <= Math.min(hi, PYTHON_CASED[i + 1] as number); c++) {
      const lower = pythonLower(c)
      bounds.push(lower, lower)
    }
  }
  return bounds
}

function asciiCases(set: CharSet): CharSet {
  const bounds = [...set]
  for (let c = 0x41; c <= 0x5a; c++) {
    const hasUpper = overlaps(set, single(c))
    const hasLower = overlaps(set, single(c + 32))
    if (hasUpper) bounds.push(c + 32, c + 32)
    if (hasLower) bounds.push(c, c)
  }
  return charSet(bounds)
}

function isCased(codePoint: number): boolean {
  return overlaps(PYTHON_CASED, single(codePoint))
}
