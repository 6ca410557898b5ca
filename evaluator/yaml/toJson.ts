import { Float, type Json } from '../json/values.ts'
import type { Node } from './node.ts'

/** A document's value as JSON: keys that are no strings become their text, dates and the like their text. */
export function toJson(node: Node): Json {
  if (node.kind === 'list') return node.items.map(toJson)
  if (node.kind === 'map') {
    const object: { [key: string]: Json } = Object.create(null)
    for (const { key, value } of node.entries) object[keyText(key)] = toJson(value)
    return { ...object }
  }
  const { value } = node
  if (typeof value === 'object' && value !== null && !(value instanceof Float)) return node.text
  return value
}

function keyText(key: Node): string {
  return key.kind === 'scalar' ? key.text : JSON.stringify(toJson(key))
}
