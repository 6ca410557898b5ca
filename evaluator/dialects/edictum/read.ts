import { Float, isObject, type Json } from '../../json/values.ts'
import { PythonBytes } from '../../python/bytes.ts'
import { codePointLength } from '../../python/codepoints.ts'
import { PythonDate } from '../../python/date.ts'
import { isDict, isPairs, pythonValueOf } from '../../python/document.ts'
import { documentStr } from '../../python/document-text.ts'
import { PythonBundle } from '../../python/document-value.ts'
import { floatRepr } from '../../python/text.ts'
import { numeric, pythonType } from '../../python/values.ts'
import { type Entry, type MapNode, type Node, typeName } from '../../yaml/node.ts'
import type { Findings, Renamed } from './findings.ts'

/** The string under `entry`, at least `min` characters long; reports anything else. */
export function readText(found: Findings, node: Node, where: string, min = 0): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    found.wrongType(node, where, 'a string')
    return undefined
  }
  if (codePointLength(node.value) >= min) return node.value
  found.add('empty', 'schema', node.range, `${where} must not be empty.`)
  return undefined
}

export function readWord<W extends string>(
  found: Findings,
  node: Node,
  where: string,
  words: readonly W[],
  renamed?: Renamed,
): W | undefined {
  if (node.kind === 'scalar' && (words as readonly unknown[]).includes(node.value)) return node.value as W
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    found.unknownWord(node, where, words, renamed?.get(node.value))
  } else found.wrongType(node, where, words.map((word) => `\`${word}\``).join(' or '))
  return undefined
}

export function readBoolean(found: Findings, node: Node, where: string): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
  found.wrongType(node, where, 'true or false')
  return undefined
}

/** A whole number of at least 1, its lexeme kept; `3.0` counts as whole. */
export function readCount(found: Findings, node: Node, where: string): Json | undefined {
  const value = node.kind === 'scalar' ? toJson(node) : null
  const number = typeof value === 'boolean' ? null : numeric(value)
  const whole = number !== null && (typeof number === 'bigint' || Number.isInteger(number))
  if (!whole) {
    const shown = number === null ? typeName(node) : (node as { text: string }).text
    found.add('wrong-type', 'schema', node.range, `${where} must be a whole number, not ${shown}.`)
    return undefined
  }
  if (number >= 1) return value
  found.add('out-of-range', 'schema', node.range, `${where} must be at least 1.`)
  return undefined
}

/** A list of strings, each at least `minLength` long, at least `minItems` of them. */
export function readStrings(
  found: Findings,
  node: Node,
  where: string,
  minItems: number,
  minLength: number,
): string[] | undefined {
  const items = readItems(found, node, where, minItems)
  return items?.flatMap((item, index) => readText(found, item, `${where}[${index}]`, minLength) ?? [])
}

export function readItems(found: Findings, node: Node, where: string, min: number): readonly Node[] | undefined {
  if (node.kind !== 'list') {
    found.wrongType(node, where, 'a list')
    return undefined
  }
  if (node.items.length >= min) return isPairs(node) ? node.items.map(pairOf) : node.items
  found.add('empty', 'schema', node.range, `${where} needs at least one entry.`)
  return undefined
}

/** Stands for an item of `!!omap` and `!!pairs`, which is a tuple and so neither a map nor a list. */
function pairOf({ range, tag }: Node): Node {
  return { kind: 'scalar', range, tag, value: new PythonBundle('tuple', []), text: '', style: 'plain' }
}

export function readMap(found: Findings, node: Node, where: string): MapNode | undefined {
  if (isDict(node)) return node
  found.wrongType(node, where, 'a map')
  return undefined
}

/** The entries of a map as Python's dict has them: of two equal keys the last value, at the first one's place. */
export function dictEntries(map: MapNode): Entry[] {
  const byKey = new Map<string, Entry>()
  for (const entry of map.entries) byKey.set(keyIdentity(entry.key), entry)
  return [...byKey.values()]
}

/** Equal for keys that Python's dict holds equal: `1`, `1.0` and `true` are one key. */
function keyIdentity(key: Node): string {
  if (key.kind !== 'scalar') return `${key.kind} ${key.range.start}`
  const value = toJson(key)
  if (typeof value === 'string') return `str ${value}`
  const number = numeric(value)
  return number === null ? `${pythonType(value)} ${key.text}` : `number ${number}`
}

/**
 * A node's value; keys that are no strings become what Python's `json.dumps` writes for them, sets and tuples stay
 * Python's own.
 */
export function toJson(node: Node, depth = 0): Json {
  if (depth > 400) return null
  if (node.kind === 'scalar') return node.value as Json
  if (node.kind === 'list') {
    return node.items.map((item) => (isPairs(node) ? pairToJson(item, depth + 1) : toJson(item, depth + 1)))
  }
  if (!isDict(node))
    return bundle(
      'set',
      dictEntries(node).map(({ key }) => toJson(key, depth + 1)),
    )
  const object: { [key: string]: Json } = {}
  for (const { key, value } of dictEntries(node)) define(object, keyText(key), toJson(value, depth + 1))
  return object
}

function pairToJson(item: Node, depth: number): Json {
  const [entry] = item.kind === 'map' ? item.entries : []
  return bundle('tuple', entry === undefined ? [] : [toJson(entry.key, depth), toJson(entry.value, depth)])
}

function bundle(kind: PythonBundle['kind'], items: readonly Json[]): Json {
  return new PythonBundle(kind, items) as unknown as Json
}

/** A literal as calls are compared with it: what no call can hold stays Python's own, which equals nothing. */
export function toOperand(node: Node): Json {
  if (node.kind === 'list' && !isPairs(node)) return node.items.map(toOperand)
  return hasOnlyStringKeys(node) ? toJson(node) : (pythonValueOf(node, '') as Json)
}

/** Whether every key of every map inside `node` is a string: only then can it equal a value of a call. */
function hasOnlyStringKeys(node: Node, depth = 0): boolean {
  if (node.kind === 'scalar' || depth > 400 || isPairs(node)) return true
  if (node.kind === 'list') return node.items.every((item) => hasOnlyStringKeys(item, depth + 1))
  return node.entries.every(
    ({ key, value }) => key.kind === 'scalar' && typeof key.value === 'string' && hasOnlyStringKeys(value, depth + 1),
  )
}

/** A value as the engine's audit log writes it: what JSON does not know as text. */
export function toLogged(value: Json): Json {
  if (value instanceof PythonDate || value instanceof PythonBytes) return value.text
  if (value instanceof PythonBundle) {
    return value.kind === 'set' ? documentStr(value) : value.items.map((item) => toLogged(item as Json))
  }
  if (Array.isArray(value)) return value.map(toLogged)
  if (!isObject(value)) return value
  const object: { [key: string]: Json } = {}
  for (const key of Object.keys(value)) define(object, key, toLogged(value[key] as Json))
  return object
}

function keyText(key: Node): string {
  const value = key.kind === 'scalar' ? key.value : key.kind
  if (value === null || typeof value !== 'object') return typeof value === 'number' ? numberText(value) : String(value)
  if (value instanceof Float) return floatRepr(value.value)
  return value instanceof PythonDate || value instanceof PythonBytes ? value.text : String(value)
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : floatRepr(value)
}

function define(object: { [key: string]: Json }, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}
