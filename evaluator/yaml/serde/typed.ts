import type { Range } from '../../text.ts'
import { type Entry, type ListNode, type MapNode, type Node, type ScalarNode, typeName } from '../node.ts'
import { isNullWord, parseBool, parseFloat64, parseUnsigned, resolveScalar, type SerdeScalar } from './scalars.ts'
import { hasCustomTag, refusedInside } from './values.ts'

/** Why serde_yaml stops reading. The engine knows only the first; the others would follow once it is mended. */
export interface SerdeError {
  readonly message: string
  readonly range: Range
  /** Where the engine says it stands (an offset); null where it says nothing. */
  readonly mark: number | null
  /** Where the reader was when it noticed: decides whether a syntax error further on is met first. */
  readonly met: number
}

/** A value with the node it was read from. */
export interface Sourced<T> {
  readonly value: T
  readonly node: Node
}

/** What was read of a struct: the entries that no field takes, last one first where a key stands twice. */
export interface StructRead {
  readonly node: Node
  readonly unknown: ReadonlyMap<string, Entry>
}

type FieldReader = (value: Node, entry: Entry) => void

const u32Max = 2n ** 32n - 1n

/**
 * Reads typed fields as serde_yaml does: from the text, where a string field takes any scalar as it is written, or from
 * a value that was read before (`fromText` false), where types are strict and errors have no line.
 */
export class SerdeReader {
  readonly errors: SerdeError[] = []
  readonly fromText: boolean

  constructor(fromText: boolean) {
    this.fromText = fromText
  }

  fail(node: Node, message: string, mark: number = node.range.start): undefined {
    this.errors.push({ message, range: node.range, mark: this.fromText ? mark : null, met: node.range.end })
  }

  /** Reads `node` unless it says "nothing"; `map` is where the struct around it begins. */
  optional<T>(node: Node, map: Node, read: (node: Node) => T | undefined): T | undefined {
    return this.isNothing(node, map) ? undefined : read(node)
  }

  string(node: Node, where: string): Sourced<string> | undefined {
    if (node.kind === 'scalar') {
      if (this.fromText) return { value: node.text, node }
      const scalar = this.resolve(node)
      if (scalar.kind === 'string') return { value: scalar.value, node }
      const quoted = scalar.kind === 'null' ? '""' : `"${node.text}"`
      return this.fail(node, `${where} must be a string; inside \`spec\` it needs quotes: ${quoted}.`)
    }
    return this.wrongType(node, where, 'a string')
  }

  bool(node: Node, where: string): Sourced<boolean> | undefined {
    if (node.kind === 'scalar') {
      const value = this.fromText ? plainOnly(node, parseBool) : ofKind(this.resolve(node), 'bool')
      if (typeof value === 'boolean') return { value, node }
    }
    return this.wrongType(node, where, '`true` or `false`, without quotes')
  }

  u32(node: Node, where: string): Sourced<number> | undefined {
    if (node.kind === 'scalar') {
      const value = this.fromText ? plainOnly(node, parseUnsigned) : ofKind(this.resolve(node), 'int')
      if (value !== null && value !== undefined) {
        if (value >= 0 && BigInt(value) <= u32Max) return { value: Number(value), node }
        return this.fail(node, `${where} must lie between 0 and 4294967295.`)
      }
    }
    return this.wrongType(node, where, 'a whole number, without quotes')
  }

  f64(node: Node, where: string): Sourced<number> | undefined {
    if (node.kind === 'scalar') {
      const scalar = this.resolve(node)
      const strict = scalar.kind === 'int' || scalar.kind === 'float' ? Number(scalar.value) : null
      const value = this.fromText ? plainOnly(node, parseFloat64) : strict
      if (value !== null) return { value, node }
    }
    return this.wrongType(node, where, 'a number, without quotes')
  }

  strings(node: Node, where: string): readonly Sourced<string>[] | undefined {
    const list = this.list(node, where)
    if (list === undefined) return undefined
    const read = list.items.map((item, index) => this.string(item, `${where}[${index}]`))
    return read.filter((item) => item !== undefined)
  }

  list(node: Node, where: string): ListNode | undefined {
    if (this.isEmpty(node)) return { kind: 'list', range: node.range, tag: node.tag, flow: true, items: [] }
    return node.kind === 'list' ? node : this.wrongType(node, where, 'a list')
  }

  map(node: Node, where: string): MapNode | undefined {
    if (this.isEmpty(node)) return { kind: 'map', range: node.range, tag: node.tag, flow: true, entries: [] }
    return node.kind === 'map' ? node : this.wrongType(node, where, 'a map')
  }

  /** Reads a struct that collects what no field takes; an empty scalar (inside a value: any null) is an empty struct. */
  struct(node: Node, where: string, fields: Readonly<Record<string, FieldReader>>): StructRead | undefined {
    if (this.isEmpty(node)) return { node, unknown: new Map() }
    const map = this.map(node, where)
    if (map === undefined) return undefined
    const unknown = new Map<string, Entry>()
    const seen = new Set<string>()
    for (const entry of map.entries) {
      const key = this.keyOf(entry, where)
      if (key === undefined) continue
      const read = Object.hasOwn(fields, key) ? fields[key] : undefined
      if (read === undefined) {
        unknown.set(key, entry)
        this.checkUnknown(entry.value)
      } else if (seen.has(key)) {
        this.failAt(entry.key, `\`${key}\` stands here twice; keep one of them.`, node.range.start)
      } else {
        seen.add(key)
        read(entry.value, entry)
      }
    }
    for (const { value } of unknown.values()) this.checkDuplicates(value, node)
    return { node, unknown }
  }

  keyOf({ key }: Entry, where: string): string | undefined {
    if (key.kind !== 'scalar') return this.fail(key, `A key of ${where} must be a word.`)
    if (this.fromText) return key.text
    const scalar = this.resolve(key)
    return scalar.kind === 'string'
      ? scalar.value
      : this.fail(key, `The key \`${key.text}\` must be a string; inside \`spec\` it needs quotes: "${key.text}".`)
  }

  /** Whether an empty scalar (inside a value: any null) stands where a list or struct belongs. */
  private isEmpty(node: Node): boolean {
    if (node.kind !== 'scalar') return false
    return this.fromText ? node.style === 'plain' && node.text === '' : this.resolve(node).kind === 'null'
  }

  private isNothing(node: Node, map: Node): boolean {
    if (node.kind !== 'scalar') return false
    if (!this.fromText) return !hasCustomTag(node) && this.resolve(node).kind === 'null'
    if (node.style !== 'plain') return false
    if (node.tag === null) return node.text === '' || isNullWord(node.text)
    if (node.tag !== 'tag:yaml.org,2002:null' || isNullWord(node.text)) return node.tag === 'tag:yaml.org,2002:null'
    this.fail(node, `"${node.text}" is not null, as its tag says; write \`null\`.`, map.range.start)
    return true
  }

  private resolve(node: ScalarNode): SerdeScalar {
    return resolveScalar(node.text, node.style, node.tag)
  }

  private checkUnknown(value: Node): void {
    const refused = refusedInside(value, 'untyped')
    if (refused !== null) this.fail(refused.node, refused.message)
  }

  private checkDuplicates(value: Node, struct: Node): void {
    const refused = refusedInside(value, 'duplicates')
    if (refused !== null) this.failAt(refused.node, refused.message, struct.range.start)
  }

  private failAt(node: Node, message: string, mark: number): void {
    this.fail(node, message, mark)
  }

  private wrongType(node: Node, where: string, wanted: string): undefined {
    return this.fail(node, `${where} must be ${wanted}, not ${typeName(node)}.`)
  }
}

function plainOnly<T>(node: ScalarNode, parse: (text: string) => T | null): T | null {
  return node.style === 'plain' ? parse(node.text) : null
}

function ofKind(scalar: SerdeScalar, kind: 'bool'): boolean | null
function ofKind(scalar: SerdeScalar, kind: 'int'): number | bigint | null
function ofKind(scalar: SerdeScalar, kind: 'bool' | 'int'): boolean | number | bigint | null {
  return scalar.kind === kind && 'value' in scalar && typeof scalar.value !== 'string' ? scalar.value : null
}
