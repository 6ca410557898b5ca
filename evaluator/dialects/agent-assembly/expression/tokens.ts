import { isWhitespace, isWordCharacter, knownVariables, levels, parseRustFloat, tiers, wordOperators } from './words.ts'

export type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=' | 'contains' | 'starts_with' | 'in' | 'not_in'

export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'level'; readonly value: number }
  | { readonly kind: 'tier' }
  | { readonly kind: 'list'; readonly value: readonly string[] }

/** A token with its place in the expression. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'and' | 'or' }
)

type Lexed = { readonly token: TokenBody; readonly end: number }
type TokenBody =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'and' | 'or' }

/** The tokens of an expression; null when the gateway's own tokenizer fails, after which the expression always fires. */
export function tokenize(source: string): readonly Token[] | null {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const character = String.fromCodePoint(source.codePointAt(at) as number)
    if (isWhitespace(character)) {
      at += character.length
      continue
    }
    const lexed = lex(source, at, character)
    if (lexed === null) return null
    tokens.push({ ...lexed.token, start: at, end: lexed.end })
    at = lexed.end
  }
  return tokens
}

function lex(source: string, at: number, character: string): Lexed | null {
  if (character === '[') return lexList(source, at)
  if (character === '"') {
    const quoted = readQuoted(source, at)
    return quoted && { token: literal({ kind: 'string', value: quoted.value }), end: quoted.end }
  }
  if ('<>=!'.includes(character)) return lexComparison(source, at, character)
  if (!isWordCharacter(character)) return null
  let end = at
  while (end < source.length) {
    const next = String.fromCodePoint(source.codePointAt(end) as number)
    if (!isWordCharacter(next)) break
    end += next.length
  }
  const token = wordToken(source.slice(at, end))
  return token && { token, end }
}

function lexComparison(source: string, at: number, character: string): Lexed | null {
  if (source[at + 1] === '=') {
    return { token: { kind: 'operator', operator: `${character}=` as Operator }, end: at + 2 }
  }
  if (character !== '<' && character !== '>') return null
  return { token: { kind: 'operator', operator: character }, end: at + 1 }
}

function lexList(source: string, start: number): Lexed | null {
  const items: string[] = []
  let at = skip(source, start + 1, '')
  while (at < source.length) {
    if (source[at] === ']') return { token: literal({ kind: 'list', value: items }), end: at + 1 }
    const quoted = source[at] === '"' ? readQuoted(source, at) : null
    if (quoted === null) return null
    items.push(quoted.value)
    at = skip(source, quoted.end, ',')
  }
  return null
}

function readQuoted(source: string, start: number): { value: string; end: number } | null {
  let value = ''
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at] as string
    if (character === '"') return { value, end: at + 1 }
    if (character !== '\\') value += character
    else {
      const escaped = source[++at]
      if (escaped === undefined) return null
      value += escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`
    }
  }
  return null
}

function wordToken(word: string): TokenBody | null {
  for (const prefix of ['args.', 'tool_result.']) {
    if (word.startsWith(prefix)) return word === prefix ? null : { kind: 'field', name: word }
  }
  if (word === 'tool_result' || knownVariables.includes(word)) return { kind: 'field', name: word }
  if (word === 'AND') return { kind: 'and' }
  if (word === 'OR') return { kind: 'or' }
  if (levels.includes(word)) return literal({ kind: 'level', value: levels.indexOf(word) })
  if (tiers.includes(word)) return literal({ kind: 'tier' })
  if (wordOperators.includes(word)) return { kind: 'operator', operator: word as Operator }
  const number = parseRustFloat(word)
  return number === null ? null : literal({ kind: 'number', value: number })
}

function literal(value: Literal): TokenBody {
  return { kind: 'literal', literal: value }
}

function skip(source: string, start: number, also: string): number {
  let at = start
  while (at < source.length) {
    const character = String.fromCodePoint(source.codePointAt(at) as number)
    if (!isWhitespace(character) && (also === '' || character !== also)) return at
    at += character.length
  }
  return at
}
