import type { Range } from '../../text.ts'
import { entryOf, type MapNode, type Node, typeName } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'
import type { Integer } from './model.ts'

/** A value with the place it stands at. */
export interface Placed<T> {
  readonly value: T
  readonly range: Range
}

type Need = 'required' | 'optional'

/** Reads the fields of one map; what is missing or of the wrong type is reported and comes back as null. */
export class Fields {
  readonly map: MapNode
  private readonly found: Findings
  private readonly what: string

  constructor(found: Findings, map: MapNode, what: string, known: readonly string[]) {
    this.found = found
    this.map = map
    this.what = what
    found.unknownKeys(map, what, known)
  }

  node(key: string, need: Need = 'optional'): Node | null {
    const entry = entryOf(this.map, key)
    if (!entry && need === 'required') this.found.missing(this.map, this.what, key)
    return entry?.value ?? null
  }

  string(key: string, need?: Need): Placed<string> | null {
    const node = this.node(key, need)
    return node && readString(this.found, node, `\`${key}\``)
  }

  boolean(key: string): Placed<boolean> | null {
    const node = this.node(key)
    if (node === null) return null
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return { value: node.value, range: node.range }
    this.found.wrongType(node, `\`${key}\``, 'true or false')
    return null
  }

  integer(key: string, need?: Need): Placed<Integer> | null {
    const node = this.node(key, need)
    if (node === null) return null
    const value = node.kind === 'scalar' ? node.value : null
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
      return { value, range: node.range }
    }
    const isNumber = node.kind === 'scalar' && typeName(node) === 'a number'
    if (isNumber) this.found.add('shape', node.range, `\`${key}\` must be a whole number, not \`${node.text}\`.`)
    else this.found.wrongType(node, `\`${key}\``, 'a whole number')
    return null
  }

  /** A string that is one of `known`. */
  word<Word extends string>(key: string, known: readonly Word[], need?: Need): Placed<Word> | null {
    const text = this.string(key, need)
    if (text === null) return null
    const value = known.find((one) => one === text.value)
    if (value !== undefined) return { value, range: text.range }
    const node = entryOf(this.map, key)?.value
    const words = known.filter((one) => one !== '')
    if (node) this.found.unknownValue(node, `\`${key}\``, text.value, words)
    return null
  }

  list(key: string): readonly Node[] | null {
    const node = this.node(key)
    if (node === null) return null
    if (node.kind === 'list') return node.items
    this.found.wrongType(node, `\`${key}\``, 'a list')
    return null
  }

  /** A list of strings; what is none among them is reported and left out. */
  strings(key: string): readonly Placed<string>[] {
    return (this.list(key) ?? []).flatMap((item) => readString(this.found, item, `What \`${key}\` lists`) ?? [])
  }
}

/** The map at a node; reports anything else. */
export function readMap(found: Findings, node: Node, where: string): MapNode | null {
  if (node.kind === 'map') return node
  found.wrongType(node, where, 'a map')
  return null
}

/** The string at a node; reports anything else. */
export function readString(found: Findings, node: Node, where: string): Placed<string> | null {
  if (node.kind === 'scalar' && typeof node.value === 'string') return { value: node.value, range: node.range }
  found.wrongType(node, where, 'a string')
  return null
}
