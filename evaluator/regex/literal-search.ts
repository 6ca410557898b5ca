import { account } from './account.ts'
import { PatternTooSlow } from './pattern.ts'

/** Texts from this length on are searched on the call's account. */
const longText = 4096
/** The plain search of longer literals can take text times literal. */
const longestSought = 250

/** Whether `literal`, a part of the pattern `source`, stands in `text`; throws `PatternTooSlow` where the call may not pay for that. */
export function stands(text: string, literal: string, source: string): boolean {
  if (text.length < longText && literal.length <= longestSought) return text.includes(literal)
  if (literal.length > text.length) return false
  if (literal.length <= longestSought) {
    if (!account.paysForLiteral(text, literal)) throw new PatternTooSlow(source)
    return text.includes(literal)
  }
  if (!account.paysForLongLiteral(text, literal)) throw new PatternTooSlow(source)
  return standsAtAll(text, literal)
}

/**
 * False where the one literal that every match needs does not stand; several take as long to look for as the pattern, and
 * so does one that stops too often.
 */
export function mayHold(text: string, literals: readonly string[] | null): boolean {
  if (literals === null || literals.length !== 1) return true
  const literal = literals[0] as string
  if (literal.length > longestSought) return !account.paysForLongLiteral(text, literal) || standsAtAll(text, literal)
  return (text.length >= longText && !account.paysForLiteral(text, literal)) || text.includes(literal)
}

/** Knuth, Morris and Pratt's search: no character of the text is looked at twice. */
function standsAtAll(text: string, literal: string): boolean {
  const borders = new Int32Array(literal.length)
  for (let i = 1, k = 0; i < literal.length; i++) {
    while (k > 0 && literal.charCodeAt(i) !== literal.charCodeAt(k)) k = borders[k - 1] as number
    if (literal.charCodeAt(i) === literal.charCodeAt(k)) k++
    borders[i] = k
  }
  for (let i = 0, k = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    while (k > 0 && code !== literal.charCodeAt(k)) k = borders[k - 1] as number
    if (code === literal.charCodeAt(k)) k++
    if (k === literal.length) return true
  }
  return false
}
