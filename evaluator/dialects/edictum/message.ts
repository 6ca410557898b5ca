import type { Call, Given } from '../../call.ts'
import { type Json, Unknown } from '../../json/values.ts'
import { capped } from '../../python/codepoints.ts'
import { pythonStr } from '../../python/text.ts'
import { looksLikeSecret } from './secrets.ts'
import { compileSelector } from './selectors.ts'
import { maxMessage, maxPlaceholder } from './words.ts'

/** A message with its placeholders filled in. */
export type Message = (call: Call, given: Given, output: Json | undefined) => string

/** Placeholders whose selector is missing stay as they are written; long values and messages are cut as the engine cuts. */
export function compileMessage(template: string): Message {
  const parts = template.split(/(\{[^}]+\})/)
  if (parts.length === 1) return () => capped(template, maxMessage)
  const fills = parts.map((part, i): string | Message => {
    if (i % 2 === 0) return part
    const lookup = compileSelector(part.slice(1, -1))
    return (call, given, output) => {
      const value = lookup(call, given, output)
      return value === undefined || value === null ? part : placeholderText(value)
    }
  })
  return (call, given, output) => {
    const text = fills.map((fill) => (typeof fill === 'string' ? fill : fill(call, given, output))).join('')
    return capped(text, maxMessage)
  }
}

function placeholderText(value: Json): string {
  if (value instanceof Unknown) return '[unknown]'
  const text = pythonStr(value)
  return looksLikeSecret(text) ? '[REDACTED]' : capped(text, maxPlaceholder)
}
