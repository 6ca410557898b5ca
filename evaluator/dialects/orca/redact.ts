import { isObject, type Json } from '../../json/values.ts'
import { replaceRanges } from '../../regex/replace.ts'
import type { Range } from '../../text.ts'
import type { Sanitize } from './model.ts'
import type { Preset } from './words.ts'

export interface Redacted {
  readonly args: Json
  /** How many places were replaced. */
  readonly hits: number
}

/** The arguments with everything that the detectors find replaced; keys and the shape stay. */
export function redact(args: Json, { presets, patterns }: Sanitize): Redacted {
  let hits = 0
  const text = (value: string): string => {
    let out = value
    for (const preset of presets) {
      const found = detectors[preset](out)
      hits += found.length
      out = replaceRanges(out, found, `[redacted:${preset}]`)
    }
    for (const pattern of patterns) {
      hits += pattern.findAll(out).length
      out = pattern.replaceAll(out, '[redacted:custom]')
    }
    return out
  }
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(walk)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
  }
  return { args: walk(args), hits }
}

/** Every one takes time in proportion to the text: matches are of bounded length, or never begin inside one another. */
const detectors: Readonly<Record<Preset, (text: string) => readonly Range[]>> = {
  aws_access_key: matchesOf(/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g),
  aws_secret_key: matchesOf(/(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g),
  openai_key: matchesOf(/sk-[A-Za-z0-9_-]{32,}/g),
  anthropic_key: matchesOf(/sk-ant-[A-Za-z0-9_-]{40,}/g),
  bearer_token: bearerTokens,
  email: emails,
  ssn_us: matchesOf(/(?<![0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9-])/g),
  credit_card: (text) => matchesOf(/(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])/g)(text).filter(luhnHolds(text)),
}

function matchesOf(pattern: RegExp): (text: string) => readonly Range[] {
  return (text) =>
    [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** The token alone: the word before it and the blanks between stay. */
function bearerTokens(text: string): readonly Range[] {
  return [...text.matchAll(/(bearer[ \t]+)[A-Za-z0-9._~+/=-]{16,}/gi)].map((match) => ({
    start: match.index + (match[1]?.length ?? 0),
    end: match.index + match[0].length,
  }))
}

/** From each `@` outwards, so that a long text without one costs nothing. */
function emails(text: string): readonly Range[] {
  const domain = /(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/y
  const found: Range[] = []
  let from = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > from && /[A-Za-z0-9._%+-]/.test(text[start - 1] as string)) start--
    domain.lastIndex = at + 1
    if (start === at || !domain.test(text)) continue
    from = domain.lastIndex
    found.push({ start, end: from })
  }
  return found
}

function luhnHolds(text: string): (range: Range) => boolean {
  return ({ start, end }) => {
    const digits = text.slice(start, end).replace(/[^0-9]/g, '')
    let sum = 0
    for (let i = 0; i < digits.length; i++) {
      const digit = Number(digits[digits.length - 1 - i])
      const doubled = i % 2 === 0 ? digit : digit * 2
      sum += doubled > 9 ? doubled - 9 : doubled
    }
    return sum % 10 === 0
  }
}
