import type { Node, Place } from './ast.ts'
import { type CharSet, complement, intersect, onlyMember } from './charset.ts'

/**
 * Which texts the JavaScript pattern is for: `ascii` those without a character beyond U+007F (short sets), `bmp` those
 * without surrogates. Neither needs a flag. Texts with surrogates are for other matchers: with flag `u` V8 tries places
 * inside a pair, and so finds look-behinds there that no code point has.
 */
export type Alphabet = 'ascii' | 'bmp'

const ALPHABETS: Readonly<Record<Alphabet, CharSet>> = { ascii: [0, 0x7f], bmp: [0, 0xffff] }
const PUNCTUATION = /[\\^$.*+?()[\]{}|/]/

/** Writes a regular pattern (see `isRegular`) as a JavaScript one of the same language and the same order of choices. */
export function emit(node: Node, alphabet: Alphabet): string {
  switch (node.kind) {
    case 'empty':
      return ''
    case 'set':
      return emitSet(node.set, alphabet)
    case 'sequence':
      return node.items
        .map((item) => (item.kind === 'alternation' ? `(?:${emit(item, alphabet)})` : emit(item, alphabet)))
        .join('')
    case 'alternation':
      return node.items.map((item) => emit(item, alphabet)).join('|')
    case 'repeat': {
      const body = emit(node.body, alphabet)
      const whole = node.body.kind === 'set' ? body : `(?:${body})`
      return whole + quantifier(node.min, node.max) + (node.mode === 'lazy' ? '?' : '')
    }
    case 'group':
    case 'atomic':
      return `(?:${emit(node.body, alphabet)})`
    case 'place':
      return emitPlace(node.place, node.word, node.newline, alphabet)
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${emit(node.body, alphabet)})`
    case 'backreference':
    case 'conditional':
      return '(?!)'
  }
}

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  if (min === 0 && max === 1) return '?'
  return min === max ? `{${min}}` : `{${min},${max}}`
}

function emitPlace(place: Place, word: CharSet, newline: CharSet, alphabet: Alphabet): string {
  const isWord = () => emitSet(word, alphabet)
  const isNewline = () => emitSet(newline, alphabet)
  switch (place) {
    case 'textStart':
      return '^'
    case 'textEnd':
      return '$'
    case 'lineStart':
      return `(?:^|(?<=${isNewline()}))`
    case 'lineEnd':
      return `(?:$|(?=${isNewline()}))`
    case 'lastLineEnd':
      return '(?=\\n?$)'
    case 'wordBoundary':
      if (isAsciiWord(word, alphabet)) return '\\b'
      return `(?:(?<=${isWord()})(?!${isWord()})|(?<!${isWord()})(?=${isWord()}))`
    case 'notWordBoundary':
      if (isAsciiWord(word, alphabet)) return '\\B'
      return `(?:(?<=${isWord()})(?=${isWord()})|(?<!${isWord()})(?!${isWord()}))`
    case 'notWordBoundaryInText':
      return `(?!^$)${emitPlace('notWordBoundary', word, newline, alphabet)}`
    case 'wordStart':
      return `(?:(?<!${isWord()})(?=${isWord()}))`
    case 'wordEnd':
      return `(?:(?<=${isWord()})(?!${isWord()}))`
    case 'wordStartHalf':
      return `(?<!${isWord()})`
    case 'wordEndHalf':
      return `(?!${isWord()})`
  }
}

function isAsciiWord(word: CharSet, alphabet: Alphabet): boolean {
  const seen = intersect(word, ALPHABETS[alphabet])
  return seen.join() === '48,57,65,90,95,95,97,122'
}

function emitSet(set: CharSet, alphabet: Alphabet): string {
  const all = ALPHABETS[alphabet]
  const seen = intersect(set, all)
  if (seen.length === 0) return '[]'
  const only = onlyMember(seen)
  if (only !== null) return only === 0x2d ? '-' : character(only)
  const isMostly = seen[0] === 0 && seen[seen.length - 1] === all[1]
  if (!isMostly) return `[${bounds(seen)}]`
  const excluded = intersect(complement(seen), all)
  return `[^${bounds(excluded)}]`
}

function bounds(set: CharSet): string {
  let out = ''
  for (let i = 0; i < set.length; i += 2) {
    const lo = set[i] as number
    const hi = set[i + 1] as number
    out += character(lo)
    if (hi > lo) out += `${hi > lo + 1 ? '-' : ''}${character(hi)}`
  }
  return out
}

function character(codePoint: number): string {
  if (codePoint === 0x2d) return '\\-'
  if (codePoint < 0x20 || codePoint > 0x7e) return `\\u${codePoint.toString(16).padStart(4, '0')}`
  const char = String.fromCharCode(codePoint)
  return PUNCTUATION.test(char) ? `\\${char}` : char
}
