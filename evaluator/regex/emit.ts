import type { Node, Place } from './ast.ts'
import { type CharSet, complement, intersect, MAX_CODE_POINT, onlyMember } from './charset.ts'

/**
 * Which texts the JavaScript pattern is for: `ascii` only those without a character beyond U+007F (short sets, no
 * flag), `unicode` all of them, by code points (flag `u`).
 */
export type Alphabet = 'ascii' | 'unicode'

const ASCII: CharSet = [0, 0x7f]
const PUNCTUATION = /[\\^$.*+?()[\]{}|/]/

/** The flags under which `emit`'s pattern has its meaning. */
export function flagsFor(alphabet: Alphabet): string {
  return alphabet === 'unicode' ? 'u' : ''
}

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
  const seen = alphabet === 'ascii' ? intersect(word, ASCII) : word
  return seen.join() === '48,57,65,90,95,95,97,122'
}

function emitSet(set: CharSet, alphabet: Alphabet): string {
  const top = alphabet === 'ascii' ? 0x7f : MAX_CODE_POINT
  const seen = alphabet === 'ascii' ? intersect(set, ASCII) : set
  if (seen.length === 0) return '[]'
  const only = onlyMember(seen)
  if (only !== null) return only === 0x2d ? '-' : character(only)
  const isMostly = seen[0] === 0 && seen[seen.length - 1] === top
  if (!isMostly) return `[${bounds(seen)}]`
  const rest = complement(seen)
  const excluded = alphabet === 'ascii' ? intersect(rest, ASCII) : rest
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
  if (codePoint > 0xffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return `\\u{${codePoint.toString(16)}}`
  if (codePoint < 0x20 || codePoint > 0x7e) return `\\u${codePoint.toString(16).padStart(4, '0')}`
  const char = String.fromCharCode(codePoint)
  return PUNCTUATION.test(char) ? `\\${char}` : char
}
