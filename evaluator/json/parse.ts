import { Float, type Json } from './values.ts'

interface SourceContext {
  readonly source?: string
}

/** Parses JSON text with its number lexemes kept (see `Json`); throws `SyntaxError` as `JSON.parse` does. */
export function parseJson(text: string): Json {
  return JSON.parse(text, keepLexeme as (this: unknown, key: string, value: unknown) => unknown) as Json
}

function keepLexeme(_key: string, value: Json, context?: SourceContext): Json {
  if (typeof value !== 'number' || context?.source === undefined) return value
  return numberFromLexeme(context.source, value)
}

/** The value of a JSON number lexeme: an integer stays exact, an integral float becomes a `Float`. */
export function numberFromLexeme(source: string, value = Number(source)): number | bigint | Float {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source)
  return Number.isInteger(value) ? new Float(value) : value
}
