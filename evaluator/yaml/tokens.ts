import { type CST, Lexer, Parser } from 'yaml'
import type { Range } from '../text.ts'

/** What stands in a text, as tokens, or where it is nested deeper than can be followed. */
export type Tokens = { readonly tokens: readonly CST.Token[] } | { readonly tooDeep: Range }

/** How many lists and maps may stand in each other: less than makes any of those who go through them run out of stack. */
const deepest = 500

/** A second document is one too many, whatever else it may be; what stands behind it is nobody's. */
const mostDocuments = 2

/**
 * Takes a text apart; stops at the first place that is nested too deeply, so that a hundred thousand brackets cost as
 * much as five hundred. That place begins with the outermost value that holds the depth and ends where the depth is reached.
 * It stops behind the second document, too.
 */
export function tokensOf(text: string): Tokens {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let end = 0
  let documents = 0
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token)
      if (token.type === 'document' && ++documents === mostDocuments) return { tokens }
    }
    end = parser.offset
    if (parser.stack.length > deepest) return { tooDeep: { start: outermost(parser.stack, end), end } }
  }
  for (const token of parser.end()) tokens.push(token)
  return { tokens }
}

/** Where what stands within the document's root begins: a root itself says what a document is, and can be kept. */
function outermost(stack: readonly CST.Token[], end: number): number {
  const within = stack[2]
  return within !== undefined && 'offset' in within ? within.offset : end
}

/**
 * The text with an empty list or map in place of the value that is too deep and what follows in it, up to the next line
 * that has no indentation; every other offset stays.
 */
export function withoutDepth(text: string, { start, end }: Range): string {
  const next = text.slice(end).search(/\n\S/)
  const until = next < 0 ? text.length : end + next
  return (
    text.slice(0, start) +
    emptied(text[start])
      .padEnd(until - start)
      .slice(0, until - start) +
    text.slice(until)
  )
}

/** What is as empty as the value that begins with `first` is full. */
function emptied(first: string | undefined): string {
  if (first === '[' || first === '-') return '[]'
  return first === '{' ? '{}' : ''
}
