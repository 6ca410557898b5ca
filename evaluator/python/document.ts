import type { MapNode, Node, ScalarNode } from '../yaml/node.ts'
import { documentRepr } from './document-text.ts'
import { PythonBundle, PythonDict, type PythonValue } from './document-value.ts'
import { numeric } from './values.ts'

/** The Python value that PyYAML makes of a node; `text` is the document it stands in. */
export function pythonValueOf(node: Node, text: string): PythonValue {
  if (node.kind === 'scalar') return scalarOf(node, text)
  if (node.kind === 'list')
    return node.items.map((item) => (isPairs(node) ? tupleOf(item, text) : pythonValueOf(item, text)))
  const entries = dictEntries(node)
  const keys = entries.map(([key]) => pythonValueOf(key, text))
  if (!isDict(node)) return new PythonBundle('set', keys)
  return new PythonDict(entries.map(([, value], index) => [keys[index] as PythonValue, pythonValueOf(value, text)]))
}

/** Whether a node becomes a dict: `!!set` is written as a map and is none. */
export function isDict(node: Node): node is MapNode {
  return node.kind === 'map' && node.tag !== 'tag:yaml.org,2002:set'
}

/** Whether a node is a list of tuples: `!!omap` and `!!pairs` are. */
export function isPairs(node: Node): boolean {
  return node.tag === 'tag:yaml.org,2002:omap' || node.tag === 'tag:yaml.org,2002:pairs'
}

function tupleOf(item: Node, text: string): PythonValue {
  const entry = item.kind === 'map' ? item.entries[0] : undefined
  if (entry === undefined) return pythonValueOf(item, text)
  return new PythonBundle('tuple', [pythonValueOf(entry.key, text), pythonValueOf(entry.value, text)])
}

/** A map's entries as a Python dict holds them: of equal keys the first gives the place and the last the value. */
export function dictEntries(map: MapNode): readonly (readonly [key: Node, value: Node])[] {
  const entries = new Map<string, readonly [Node, Node]>()
  for (const { key, value } of map.entries) entries.set(identityOf(key), [key, value])
  return [...entries.values()]
}

function identityOf(key: Node): string {
  if (key.kind !== 'scalar') return `node ${key.range.start}`
  const value = key.value as PythonValue
  if (typeof value === 'string') return `text ${value}`
  const number =
    typeof value === 'object' || typeof value === 'number' || typeof value === 'boolean'
      ? numeric(value as never)
      : null
  return number === null ? `other ${documentRepr(value)}` : `number ${number}`
}

const pair = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/

/**
 * A surrogate pair written as two escapes stays two characters in Python, which nothing outside can hold; JavaScript
 * would join them, so they are turned round.
 */
function scalarOf(node: ScalarNode, text: string): PythonValue {
  const { value, style, range } = node
  if (style !== 'double' || typeof value !== 'string' || !/[\ud800-\udbff][\udc00-\udfff]/.test(value))
    return value as PythonValue
  if (!pair.test(text.slice(range.start, range.end))) return value
  return value.replace(/([\ud800-\udbff])([\udc00-\udfff])/g, '$2$1')
}
