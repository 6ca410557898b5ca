import { type Literal, type Operator, type Token, tokenize } from './tokens.ts'

/** `field operator literal`, with its place in the expression. */
export interface Clause {
  readonly field: string
  readonly operator: Operator
  readonly literal: Literal
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Groups of clauses: all of a group must hold, for any group. Null when it does not parse: then it always fires. */
export type Expression = readonly (readonly Clause[])[] | null

/** Parses as the gateway does: a trailing `AND` is ignored, a trailing `OR` leaves an empty group, which always holds. */
export function parseExpression(source: string): Expression {
  const tokens = tokenize(source)
  if (tokens === null || tokens.length === 0) return null
  const groups: Clause[][] = [[]]
  let at = 0
  while (at < tokens.length) {
    const clause = clauseAt(tokens, at, source)
    if (clause === null) return null
    groups.at(-1)?.push(clause)
    const combinator = tokens[at + 3]
    if (combinator === undefined) break
    if (combinator.kind !== 'and' && combinator.kind !== 'or') return null
    if (combinator.kind === 'or') groups.push([])
    at += 4
  }
  return groups
}

function clauseAt(tokens: readonly Token[], at: number, source: string): Clause | null {
  const [field, operator, literal] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  if (field?.kind !== 'field' || operator?.kind !== 'operator' || literal?.kind !== 'literal') return null
  const [start, end] = [field.start, literal.end]
  const text = source.slice(start, end)
  return { field: field.name, operator: operator.operator, literal: literal.literal, start, end, text }
}
