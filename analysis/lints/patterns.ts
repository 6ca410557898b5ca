import type { Problem } from '../../evaluator/problem.ts'
import { patternFacts, superLinear } from '../../evaluator/regex/danger.ts'
import { type Lint, problemOf } from './lint.ts'
import { type PatternPlace, patternPlaces } from './patternPlaces.ts'

const patternsAStep = 16

/** The flavours whose own engines try one choice after the other. */
const backtracking = ['python', 'javascript']

/** Patterns that ask for nothing, or that can keep the real engine busy for good. */
export const patterns: Lint = function* (document) {
  const known = new Map<string, readonly Told[]>()
  const found: Problem[] = []
  for (const place of patternPlaces(document)) {
    const key = `${place.flavour} ${place.replaces} ${place.source}`
    const told = known.get(key) ?? tell(place)
    known.set(key, told)
    for (const each of told) found.push(problemOf({ ...each, range: place.range }))
    if (known.size % patternsAStep === 0) yield
  }
  return found
}

type Told = Omit<Parameters<typeof problemOf>[0], 'range'>

function tell(place: PatternPlace): readonly Told[] {
  const { source, flavour } = place
  const slow = backtracking.includes(flavour) ? superLinear(source, flavour) : null
  const told: Told[] = []
  if (slow?.growth === 'exponential' && slow.witness !== '') {
    const message = `The real engine tries one choice after the other, and on a text of some dozen characters it can be busy with /${source}/ for hours. Make its repeated parts exclude each other.`
    told.push({ code: 'pattern-slow', message })
  }
  if (flavour === 'javascript') told.push(...aboutEditions(source))
  const empty = aboutEmpty(place)
  return empty ? [...told, empty] : told
}

/** What JavaScript takes for letters, or not every edition of it takes. */
function aboutEditions(source: string): Told[] {
  const letter = /^(?:[^\\]|\\[^AZzpPhHQEGRXKae])*\\([AZzpPhHQEGRXKae])/.exec(source)?.[1]
  const told: Told[] = []
  if (letter !== undefined) {
    const message = `In the real engine \`\\${letter}\` is the letter ${letter} and nothing else.`
    told.push({ code: 'pattern-only-letters', message })
  }
  const unescaped = source.replace(/\\[\s\S]/g, '')
  const names = [...unescaped.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map(([, name]) => name)
  if (/\(\?(?:[ims]+(?:-[ims]*)?|-[ims]+):/.test(unescaped) || new Set(names).size < names.length) {
    const message = `/${source}/ is known from Node 24 on: under Node 20 the engine takes it for no match.`
    told.push({ code: 'pattern-newer-node', message })
  }
  return told
}

function aboutEmpty({ source, flavour, replaces }: PatternPlace): Told | null {
  const facts = patternFacts(source, flavour)
  if (facts === null) return null
  if (facts.matchesEverything) {
    const meant = isMeant(source) && !replaces
    const what = replaces
      ? 'and the gaps between all characters are redacted'
      : 'and asks only whether the value is there'
    const message = `/${source}/ is found in every text, also the empty one, ${what}.`
    return { code: 'pattern-matches-everything', message, ...(meant ? { severity: 'information' } : {}) }
  }
  if (!facts.matchesEmpty || !looksAccidental(source)) return null
  return {
    code: 'pattern-matches-empty',
    message: `The empty text satisfies /${source}/; if it should not, write \`+\` for \`*\`.`,
  }
}

/** `.*`, `^`, … say "anything" so plainly that nobody wrote them by mistake. */
function isMeant(source: string): boolean {
  return /^(?:\(\?\w+\))?(?:\^|\\A)?(?:\.\*\??|\[\\s\\S\]\*)?(?:\$|\\z|\\Z)?$/.test(source)
}

/** Something optional, and neither a look-around nor the plain wish for nothing: `^$`, `^\s*$`, `x|^$`. */
function looksAccidental(source: string): boolean {
  if (!/[*?]|\{0?,/.test(source) || /\(\?<?[=!]/.test(source)) return false
  return !/^\^(?:\\s\*)?\$$/.test(source) && !/(?:^|[(|])\^\$(?:$|[)|])/.test(source)
}
