import type { Dialect } from '../../evaluator/dialect.ts'
import type { Range } from '../../evaluator/text.ts'
import { entriesOf, type OutlineEntry } from '../outline/entries.ts'
import { keyRole, type LanguageName, type Role, valueRole } from './roles.ts'

/** A stretch that is coloured, and what for. */
export interface Token {
  readonly range: Range
  readonly kind: TokenKind
}

export type TokenKind = 'mode' | 'verdict' | 'selector' | 'operator' | 'regex' | 'rule-name' | 'rule-reference'

const coloured: Readonly<Partial<Record<Role, TokenKind>>> = {
  mode: 'mode',
  verdict: 'verdict',
  regex: 'regex',
  'rule-name': 'rule-name',
  'rule-reference': 'rule-reference',
  operator: 'operator',
  selector: 'selector',
}

/** The words up to `end` that mean something to the engine, in order, whatever state the text is in. */
export function tokensOf(text: string, language: LanguageName, dialect: Dialect | null, end = text.length): Token[] {
  const found: Token[] = []
  for (const entry of entriesOf(text)) {
    if (entry.range.start > end) break
    if (entry.range.end === entry.range.start) continue
    if (entry.role === 'key') {
      const kind = keyKind(language, entry, dialect)
      if (kind !== undefined) found.push({ range: entry.range, kind })
    } else found.push(...valueTokens(text, language, entry, dialect))
  }
  return found
}

function keyKind(language: LanguageName, { path, text }: OutlineEntry, dialect: Dialect | null): TokenKind | undefined {
  const role = keyRole(language, path)
  if (role !== 'selector' && role !== 'operator') return undefined
  const { selectors = [], operators = [] } = dialect?.vocabulary ?? {}
  if (operators.some(({ word }) => word === text)) return 'operator'
  const isSelector = selectors.some(({ word }) => (word.endsWith('.') ? text.startsWith(word) : word === text))
  return isSelector ? 'selector' : undefined
}

function valueTokens(
  text: string,
  language: LanguageName,
  { path, range, siblings }: OutlineEntry,
  dialect: Dialect | null,
): Token[] {
  const role = valueRole(language, path, siblings)
  if (role === 'expression') return expressionTokens(text, range, dialect)
  const kind = role && coloured[role]
  return kind === undefined ? [] : [{ range, kind }]
}

/** Selectors and operators in an expression; what stands in quotes is a text. */
function expressionTokens(text: string, { start, end }: Range, dialect: Dialect | null): Token[] {
  const { selectors = [], operators = [] } = dialect?.vocabulary ?? {}
  const outer = /^["']/.exec(text.slice(start, end))?.[0] ?? ''
  const inner = outer === '"' ? /\\"(?:[^"\\]|\\[^"])*\\"|[\w.]+|[=!<>]+/g : /"[^"]*"|[\w.]+|[=!<>]+/g
  const found: Token[] = []
  for (const match of text.slice(start + outer.length, end).matchAll(inner)) {
    const [word] = match
    const at = start + outer.length + match.index
    const range = { start: at, end: at + word.length }
    if (operators.some((each) => each.word === word)) found.push({ range, kind: 'operator' })
    else if (selectors.some((each) => (each.word.endsWith('.') ? word.startsWith(each.word) : each.word === word)))
      found.push({ range, kind: 'selector' })
  }
  return found
}
