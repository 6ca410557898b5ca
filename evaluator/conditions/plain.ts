import { Float, type Json, Unknown } from '../json/values.ts'

/** What `JSON.parse` makes of a text; undefined where it refuses it. */
export function jsonParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A scalar as a JavaScript engine knows it: every number is a double. Lists and objects come back as they are. */
export function plainScalar(value: unknown): unknown {
  if (value instanceof Float) return value.value
  return typeof value === 'bigint' ? Number(value) : value
}

/** A value as a JavaScript engine knows it, all the way down; `Unknown` stays what it is. */
export function plainTree(value: Json | undefined): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Float || value instanceof Unknown) {
    return plainScalar(value)
  }
  if (Array.isArray(value)) return value.map(plainTree)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainTree(inner)]))
}

/** The first value in a tree that was not stored; undefined when everything was. */
export function unknownIn(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value
  if (typeof value !== 'object' || value === null) return undefined
  for (const inner of Object.values(value)) {
    const found = unknownIn(inner)
    if (found) return found
  }
  return undefined
}

/** A member as JavaScript reads it, inherited ones too; throws `TypeError` on null and undefined, as an engine would. */
export function member(value: unknown, key: string): unknown {
  return (value as Record<string, unknown>)[key]
}

/** The text JavaScript makes of a value in a template; throws `TypeError` where it has none. */
export function textOf(value: unknown): string {
  return `${value as string}`
}
