import type { Range } from '../text.ts'
import { account, costs } from './account.ts'
import { children, type Node, type Place } from './ast.ts'
import { type CharSet, intersect, overlaps } from './charset.ts'
import { type Alphabet, emit } from './emit.ts'
import type { RegexFlavour } from './pattern.ts'
import type { PlainForm } from './stored.ts'

const BEYOND_ASCII = /[\u0080-\uffff]/
const SURROGATE = /[\ud800-\udfff]/

/**
 * A pattern on JavaScript's own engine. Answers are null when that engine gives up (pattern too large, stack full), and
 * on texts with surrogates, unless the pattern is JavaScript's own. A translated pattern has two forms, a short one for
 * ASCII texts, and they are built when first needed.
 */
export class NativePattern {
  private readonly build: (alphabet: Alphabet, wrap: (source: string) => string, flags: string) => RegExp
  private readonly always: Alphabet | null
  private readonly isNative: boolean
  private readonly searches: Partial<Record<Alphabet, RegExp | null>> = {}
  private readonly others = new Map<string, RegExp | null>()

  private constructor(
    build: (alphabet: Alphabet, wrap: (source: string) => string, flags: string) => RegExp,
    always: Alphabet | null,
    isNative: boolean,
  ) {
    this.isNative = isNative
    this.build = build
    this.always = always
  }

  /** JavaScript's own pattern. */
  static of(pattern: RegExp): NativePattern {
    const build = (_: Alphabet, wrap: (source: string) => string, flags: string) =>
      new RegExp(wrap(pattern.source), pattern.flags + flags)
    return new NativePattern(build, 'ascii', true)
  }

  /** A regular pattern of another engine, translated. */
  static translated(node: Node): NativePattern {
    const build = (alphabet: Alphabet, wrap: (source: string) => string, flags: string) =>
      new RegExp(wrap(emit(node, alphabet)), flags)
    return new NativePattern(build, isUnitSafe(node) ? 'bmp' : null, false)
  }

  /** The expression behind `test`: for every text, or for ASCII ones only. Throws what building it throws. */
  form(): PlainForm {
    const { source, flags } = this.search(this.always ?? 'ascii')
    return { source, flags, forEveryText: this.always !== null }
  }

  test(text: string): boolean | null {
    try {
      const alphabet = this.always ?? alphabetOf(text)
      if (alphabet === null) return null
      const search = this.searches[alphabet]
      return search === null ? null : (search ?? this.search(alphabet)).test(text)
    } catch {
      return null
    }
  }

  testAtStart(text: string): boolean | null {
    try {
      const pattern = this.other(text, 'start')
      if (!pattern) return null
      pattern.lastIndex = 0
      return pattern.test(text)
    } catch {
      return null
    }
  }

  testWhole(text: string): boolean | null {
    try {
      return this.other(text, 'whole')?.test(text) ?? null
    } catch {
      return null
    }
  }

  /** Every match by the flavour's rule for empty ones; not for a Python pattern that can match the empty text. */
  findAll(text: string, flavour: RegexFlavour): Range[] | null {
    try {
      const pattern = this.other(text, 'all')
      return pattern && everyMatch(pattern, text, flavour !== 'javascript')
    } catch {
      return null
    }
  }

  /** The search, built when first asked for; throws where it cannot be, which is remembered. */
  private search(alphabet: Alphabet): RegExp {
    this.searches[alphabet] = null
    const built = this.build(alphabet, asItIs, '')
    this.searches[alphabet] = built
    return built
  }

  private other(text: string, use: keyof typeof USES): RegExp | null {
    const alphabet = this.isNative ? 'ascii' : alphabetOf(text)
    if (!alphabet) return null
    const key = `${alphabet} ${use}`
    const known = this.others.get(key)
    if (known !== undefined) return known
    this.others.set(key, null)
    const built = this.build(alphabet, USES[use].wrap, USES[use].flag)
    this.others.set(key, built)
    return built
  }
}

/** Null where the call may not pay for so many. */
function everyMatch(pattern: RegExp, text: string, skipsTouching: boolean): Range[] | null {
  const out: Range[] = []
  let lastEnd = -1
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index
    const end = start + match[0].length
    if (!account.pays(costs.match)) return null
    if (start === end) pattern.lastIndex = end + 1
    if (start === end && start === lastEnd && skipsTouching) continue
    out.push({ start, end })
    lastEnd = end
  }
  return out
}

const ANYTHING = '[\\s\\S]'

const asItIs = (source: string): string => source

const USES = {
  start: { wrap: asItIs, flag: 'y' },
  whole: { wrap: (source: string) => `(?<!${ANYTHING})(?:${source})(?!${ANYTHING})`, flag: '' },
  all: { wrap: asItIs, flag: 'g' },
} as const

function alphabetOf(text: string): Alphabet | null {
  if (!BEYOND_ASCII.test(text)) return 'ascii'
  return SURROGATE.test(text) ? null : 'bmp'
}

const SAFE_PLACES: readonly Place[] = ['textStart', 'textEnd', 'lineStart', 'lineEnd', 'lastLineEnd', 'wordBoundary']
const ASTRAL: CharSet = [0xd800, 0xdfff, 0x10000, 0x10ffff]

/**
 * Whether the form for texts without surrogates answers a search on any text: its sets have nothing to do with
 * surrogates and what lies beyond them, or take any number of all of these, and no place can hold inside a pair.
 */
function isUnitSafe(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return !overlaps(node.set, ASTRAL)
    case 'place':
      return SAFE_PLACES.includes(node.place) && !overlaps(node.word, ASTRAL) && !overlaps(node.newline, ASTRAL)
    case 'look':
      return false
    case 'repeat': {
      const takesAll = node.body.kind === 'set' && intersect(node.body.set, ASTRAL).join() === ASTRAL.join()
      return (takesAll && node.min === 0 && node.max === Number.POSITIVE_INFINITY) || isUnitSafe(node.body)
    }
    default:
      return children(node).every(isUnitSafe)
  }
}
