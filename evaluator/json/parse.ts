import { withOrder } from './order.ts'
import { Float, isObject, type Json } from './values.ts'

interface SourceContext {
  readonly source?: string
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown

/** A key that JavaScript would put before all others. */
const integerKey = /"(?:0|[1-9]\d*)"\s*:/

/**
 * Parses JSON text with its number lexemes kept (see `Json`) and, for `keysOf`, its order of keys; throws `SyntaxError`
 * as `JSON.parse` does.
 */
export function parseJson(text: string): Json {
  const value = JSON.parse(text, keepLexeme as Reviver) as Json
  return integerKey.test(text) ? parseInOrder(text) : value
}

/** Parses with a letter before every key, which keeps JavaScript from sorting them, and takes it off again. */
function parseInOrder(text: string): Json {
  const lettered = text.replace(/"([^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g, (all, rest, colon) =>
    colon ? `"k${rest}${colon}` : all,
  )
  return JSON.parse(lettered, function (this: unknown, key: string, value: Json, context?: SourceContext) {
    if (!isObject(value)) return keepLexeme(key, value, context)
    const entries = Object.entries(value).map(([own, inner]): [string, Json] => [own.slice(1), inner])
    const object = Object.fromEntries(entries)
    return entries.some(([own]) => /^\d+$/.test(own))
      ? withOrder(
          object,
          entries.map(([own]) => own),
        )
      : object
  } as Reviver) as Json
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
