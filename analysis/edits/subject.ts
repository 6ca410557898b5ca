import { tellingArguments } from '../../audit/subject.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import { isObject, type Json, Unknown } from '../../evaluator/json/values.ts'

/** The argument that tells one call of a tool from the next. */
export interface TellingArgument {
  readonly name: string
  readonly value: string
}

/** The first of a call's arguments that tells it best; null where there is none, or what told it was not stored. */
export function tellingArgument(given: Json): TellingArgument | null {
  const args = namedArguments(given)
  if (args === null) return null
  const names = [...tellingArguments, ...Object.keys(args)]
  for (const name of names) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined
    if (value instanceof Unknown) return null
    if (typeof value === 'string' && value !== '') return { name, value }
  }
  return null
}

/** A name made of `text` that is none of `taken`: `allow-rm-rf-build`, `allow-rm-rf-build-2`. */
export function freeName(text: string, taken: ReadonlySet<string>): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['call']
  const name = `allow-${words.slice(-4).join('-').slice(0, 40)}`
  if (!taken.has(name)) return name
  let count = 2
  while (taken.has(`${name}-${count}`)) count++
  return `${name}-${count}`
}

/** The arguments by name, also where a dialect takes them as JSON text; null where they are no object. */
export function namedArguments(args: Json): { [key: string]: Json } | null {
  if (isObject(args)) return args
  if (typeof args !== 'string') return null
  try {
    const read = parseJson(args)
    return isObject(read) ? read : null
  } catch {
    return null
  }
}
