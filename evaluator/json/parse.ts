import { withOrder } from './order.ts'
import { Float, isObject, type Json } from './values.ts'

interface SourceContext {
  readonly source?: string
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown

const [quote, backslash, openingList, closingList, openingMap, closingMap] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

/** A key that JavaScript would put before all others. */
const integerKey = /"(?:0|[1-9]\d*)"\s*:/

/** Lists and maps that stand in each other deeper than this are not read: whoever walks through them would run out of stack. */
export const deepestJson = 1500

/** JSON that is nested deeper than `deepestJson`. */
export class JsonTooDeep extends SyntaxError {
  constructor() {
    super(`lists and maps stand in each other more than ${deepestJson.toLocaleString('en')} deep here`)
    this.name = 'JsonTooDeep'
  }
}

/**
 * Parses JSON text with its number lexemes kept (see `Json`) and, for `keysOf`, its order of keys; throws `SyntaxError`
 * as `JSON.parse` does, and `JsonTooDeep`, which is one.
 */
export function parseJson(text: string): Json {
  if (text.length > 2 * deepestJson && isTooDeep(text)) throw new JsonTooDeep()
  const value = JSON.parse(text, keepLexeme as Reviver) as Json
  return integerKey.test(text) ? parseInOrder(text) : value
}

/** Whether the brackets outside of strings stand in each other too deeply. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === openingList || code === openingMap) depth++
    else if (code === closingList || code === closingMap) depth--
    if (depth > deepestJson) return true
  }
  return false
}

/** Where the string that begins at `start` ends: at its closing quote, or behind the text. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === backslash) before--
  return (at - before) % 2 === 0
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
