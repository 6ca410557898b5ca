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

/** Translations whose sets are longer than this together are not written: what compiling them takes grows with them. */
const longest = 500_000

/**
 * Writes a regular pattern (see `isRegular`) as a JavaScript one of the same language and the same order of choices.
 * Throws a `RangeError` where that would be too long.
 */
export function emit(node: Node, alphabet: Alphabet): string {
  return emitNode(node, new Sets(alphabet))
}

/** The sets of one translation, each worked out once. */
class Sets {
  private readonly alphabet: Alphabet
  private readonly written = new Map<CharSet, string>()
  private length = 0

  constructor(alphabet: Alphabet) {
    this.alphabet = alphabet
  }

  write(set: CharSet): string {
    const text = this.written.get(set) ?? emitSet(set, this.alphabet)
    this.written.set(set, text)
    this.length += text.length
    if (this.length > longest) throw new RangeError('the pattern is too long for the plain engine')
    return text
  }
}

function emitNode(node: Node, sets: Sets): string {
  switch (node.kind) {
    case 'empty':
      return ''
    case 'set':
      return sets.write(node.set)
    case 'sequence':
      return node.items
        .map((item) => (item.kind === 'alternation' ? `(?:${emitNode(item, sets)})` : emitNode(item, sets)))
        .join('')
    case 'alternation':
      return node.items.map((item) => emitNode(item, sets)).join('|')
    case 'repeat': {
      const body = emitNode(node.body, sets)
      const whole = node.body.kind === 'set' ? body : `(?:${body})`
      return whole + quantifier(node.min, node.max) + (node.mode === 'lazy' ? '?' : '')
    }
    case 'group':
    case 'atomic':
      return `(?:${emitNode(node.body, sets)})`
    case 'place':
      return emitPlace(node.place, node.word, node.newline, sets)
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${emitNode(node.body, sets)})`
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

function emitPlace(place: Place, word: CharSet, newline: CharSet, sets: Sets): string {
  const isWord = () => sets.write(word)
  const isNewline = () => sets.write(newline)
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
      if (isWord() === asciiWord) return '\\b'
      return `(?:(?<=${isWord()})(?!${isWord()})|(?<!${isWord()})(?=${isWord()}))`
    case 'notWordBoundary':
      if (isWord() === asciiWord) return '\\B'
      return `(?:(?<=${isWord()})(?=${isWord()})|(?<!${isWord()})(?!${isWord()}))`
    case 'notWordBoundaryInText':
      return `(?!^$)${emitPlace('notWordBoundary', word, newline, sets)}`
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

/** The set for which JavaScript's own places of words stand. */
const asciiWord = '[0-9A-Z_a-z]'

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
