import { type CharSet, charSet, overlaps, single, union } from './charset.ts'
import { ASCII_DIGIT, ASCII_SPACE, ASCII_WORD, pythonExtraCases, type UnicodeTables } from './unicode.ts'

/** What one Python flag setting means for the sets of a pattern. */
export interface PythonFlags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly verbose: boolean
  readonly ascii: boolean
  readonly tables: UnicodeTables
}

/** A member of a character set as written: a range of code points, or one of `d D s S w W`. */
export type PythonMember = { readonly lo: number; readonly hi: number } | { readonly category: string }

const LAST_BMP = 0xffff
const CATEGORIES: Readonly<Record<string, 'PYTHON_WORD' | 'PYTHON_DIGIT' | 'PYTHON_SPACE'>> = {
  d: 'PYTHON_DIGIT',
  s: 'PYTHON_SPACE',
  w: 'PYTHON_WORD',
}

/** The code points of `\d`, `\W` and the like. */
export function pythonCategory(letter: string, flags: PythonFlags): CharSet {
  const set = flags.ascii ? asciiCategory(letter) : flags.tables.set(CATEGORIES[letter.toLowerCase()] ?? 'PYTHON_WORD')
  return letter === letter.toLowerCase() ? set : flags.tables.complement(set)
}

function asciiCategory(letter: string): CharSet {
  const lower = letter.toLowerCase()
  return lower === 'd' ? ASCII_DIGIT : lower === 's' ? ASCII_SPACE : ASCII_WORD
}

/** What a literal character matches. */
export function pythonLiteral(codePoint: number, flags: PythonFlags): CharSet {
  if (!flags.ignoreCase) return single(codePoint)
  if (flags.ascii) return asciiCases(single(codePoint))
  const { tables } = flags
  if (!tables.hasPythonCase(single(codePoint))) return single(codePoint)
  const lower = tables.pythonLower(codePoint)
  const variants = [lower, ...pythonExtraCases(lower)].flatMap((c) => tables.pythonSources(c))
  return charSet(variants.flatMap((c) => [c, c]))
}

/**
 * What a character set matches. With case ignored, Python lowers the character and looks it up in the lowered set;
 * beyond U+FFFF it lowers only the character. A set without cased letters is taken as it stands.
 */
export function pythonSet(members: readonly PythonMember[], negated: boolean, flags: PythonFlags): CharSet {
  const key = `${negated} ${flags.ascii} ${flags.ignoreCase} ${members.map(nameOf).join()}`
  return flags.tables.remembered(key, () => matchedBy(members, negated, flags))
}

function nameOf(member: PythonMember): string {
  return 'category' in member ? member.category : `${member.lo}-${member.hi}`
}

function matchedBy(members: readonly PythonMember[], negated: boolean, flags: PythonFlags): CharSet {
  const categories = members.flatMap((m) => ('category' in m ? [pythonCategory(m.category, flags)] : []))
  const written = charSet(members.flatMap((m) => ('category' in m ? [] : [m.lo, m.hi])))
  flags.tables.spend(categories.reduce((sum, { length }) => sum + length, written.length))
  const plain = union(written, ...categories)
  const matched = !flags.ignoreCase
    ? plain
    : flags.ascii
      ? asciiLowering(written, categories)
      : unicodeLowering(members, written, categories, plain, flags.tables)
  return negated ? flags.tables.complement(matched) : matched
}

function asciiLowering(written: CharSet, categories: readonly CharSet[]): CharSet {
  return union(asciiCases(written), ...categories)
}

function unicodeLowering(
  members: readonly PythonMember[],
  written: CharSet,
  categories: readonly CharSet[],
  plain: CharSet,
  tables: UnicodeTables,
): CharSet {
  const beyond = members.some((m) => 'hi' in m && m.hi > LAST_BMP)
  if (!beyond && !tables.hasPythonCase(written)) return plain
  const lowered: number[] = []
  for (const member of members) {
    if ('category' in member) continue
    tables.spend(2 * (Math.min(member.hi, LAST_BMP) - member.lo))
    for (let c = member.lo; c <= Math.min(member.hi, LAST_BMP); c++) {
      const lower = tables.pythonLower(c)
      lowered.push(lower, lower)
      for (const extra of pythonExtraCases(lower)) lowered.push(extra, extra)
    }
    if (member.hi > LAST_BMP)
      lowered.push(...astralMember(Math.max(member.lo, LAST_BMP + 1), member.hi, member.lo === member.hi, tables))
  }
  const into = charSet(lowered)
  if (categories.length > 0 || (into[into.length - 1] ?? 0) > 0x17f)
    return tables.loweringInto(union(into, ...categories))
  const sources: number[] = []
  for (let i = 0; i < into.length; i += 2) {
    for (let c = into[i] as number; c <= (into[i + 1] as number); c++) {
      for (const source of tables.pythonSources(c)) sources.push(source, source)
    }
  }
  return charSet(sources)
}

function astralMember(lo: number, hi: number, isLiteral: boolean, tables: UnicodeTables): number[] {
  if (isLiteral) return [lo, hi]
  const bounds = [lo, hi]
  const cased = tables.set('PYTHON_CASED')
  for (let i = 0; i < cased.length; i += 2) {
    for (let c = Math.max(lo, cased[i] as number); c <= Math.min(hi, cased[i + 1] as number); c++) {
      const lower = tables.pythonLower(c)
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
