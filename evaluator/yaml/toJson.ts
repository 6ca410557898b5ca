import { Float, type Json } from '../json/values.ts'
import { compactJson } from '../json/write.ts'
import type { Node } from './node.ts'

/** A document's value as JSON: keys that are no strings become their text, dates and the like their text. */
export function toJson(node: Node): Json {
  if (node.kind === 'list') return node.items.map(toJson)
  if (node.kind === 'map') {
    const object: { [key: string]: Json } = {}
    for (const { key, value } of node.entries) put(object, keyText(key), toJson(value))
    return object
  }
  const { value } = node
  if (typeof value === 'object' && value !== null && !(value instanceof Float)) return node.text
  return value
}

/** Sets an own property, also where the key is one that an assignment would take for something else. */
export function put<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}

export function keyText(key: Node): string {
  return key.kind === 'scalar' ? key.text : compactJson(toJson(key))
}
