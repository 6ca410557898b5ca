import type { Float } from '../json/values.ts'
import type { Range } from '../text.ts'

/**
 * A document as an engine reads it: scalars resolved the engine's way, aliases replaced by what they name (so nodes can
 * be shared), merge keys applied where the engine applies them. Depth and size are bounded by the reader.
 */
export type Node = ScalarNode | ListNode | MapNode

interface NodeBase {
  /** From the node's first to its last character, without trailing blanks and comments. */
  readonly range: Range
  /** An explicit tag as written and resolved (`tag:yaml.org,2002:str`, `!x`), else null. */
  readonly tag: string | null
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar'
  readonly value: ScalarValue
  /** The content before it was resolved: what stands there, unquoted and unescaped. */
  readonly text: string
  readonly style: 'plain' | 'single' | 'double' | 'block'
}

/** `object` stands for an engine's own types (a Python date, say). */
export type ScalarValue = null | boolean | number | bigint | string | Float | object

export interface ListNode extends NodeBase {
  readonly kind: 'list'
  readonly items: readonly Node[]
  readonly flow: boolean
}

export interface MapNode extends NodeBase {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
  readonly flow: boolean
}

export interface Entry {
  readonly key: Node
  /** A key without a value has a null scalar of empty range behind its colon. */
  readonly value: Node
  /** From the key's first to the value's last character. */
  readonly range: Range
}

/** The entry under a string key, the last one if it stands twice; undefined when there is none. */
export function entryOf(map: MapNode, key: string): Entry | undefined {
  const { entries } = map
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index] as Entry
    if (entry.key.kind === 'scalar' && entry.key.value === key) return entry
  }
  return undefined
}

/** The value under a string key; undefined when `node` is no map or has no such key. */
export function childOf(node: Node | null | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? entryOf(node, key)?.value : undefined
}

/** A scalar's string value; undefined for everything else. */
export function stringOf(node: Node | null | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}

/** What a person would call the node's type: "a list", "a number", … */
export function typeName(node: Node): string {
  if (node.kind === 'list') return 'a list'
  if (node.kind === 'map') return node.tag === 'tag:yaml.org,2002:set' ? 'a set' : 'a map'
  if (node.value === null) return 'empty'
  switch (typeof node.value) {
    case 'string':
      return 'a string'
    case 'boolean':
      return 'true or false'
    case 'number':
    case 'bigint':
      return 'a number'
    default:
      if ('items' in node.value) return 'a pair'
      return 'value' in node.value ? 'a number' : 'a date'
  }
}
