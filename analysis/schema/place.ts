import { Float } from '../../evaluator/json/values.ts'
import type { Range } from '../../evaluator/text.ts'
import { oneOf } from '../../evaluator/words.ts'
import type { Node } from '../../evaluator/yaml/node.ts'
import { keyText as keyOf, put } from '../../evaluator/yaml/toJson.ts'
import { type SchemaError, validators } from './validators.generated.mjs'

/** Keywords that only say that something below them failed. */
const summaries = new Set(['oneOf', 'anyOf', 'allOf', 'if', '$ref', 'not'])

/** One thing that a schema has against a document. */
export interface PlacedError {
  readonly range: Range
  readonly message: string
  /** It only says that something below failed. */
  readonly summary: boolean
}

export function placed(root: Node, error: SchemaError): PlacedError {
  return { range: placeOf(root, error), message: wordsOf(error), summary: summaries.has(error.keyword) }
}

/** Everything that the schema of that name has against a value of `schemaValue`; nothing where there is no such schema. */
export function errorsOf(name: string, value: unknown): readonly SchemaError[] {
  const validate = Object.hasOwn(validators, name) ? validators[name] : undefined
  return validate === undefined || validate(value) ? [] : (validate.errors ?? [])
}

/** A document's value as ajv knows values: numbers are numbers. */
export function schemaValue(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(schemaValue)
  if (node.kind === 'map') {
    const object: { [key: string]: unknown } = {}
    for (const { key, value } of node.entries) put(object, keyOf(key), schemaValue(value))
    return object
  }
  const { value } = node
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Float) return value.value
  return typeof value === 'object' && value !== null ? node.text : value
}

function placeOf(root: Node, error: SchemaError): Range {
  const { additionalProperty } = error.params
  const path = error.instancePath.split('/').slice(1).map(unescapePointer)
  const node = path.reduce<Node>((at, part) => childAt(at, part) ?? at, root)
  if (node.kind !== 'map') return node.range
  if (additionalProperty !== undefined) {
    return node.entries.find(({ key }) => keyText(key) === additionalProperty)?.key.range ?? node.range
  }
  return error.keyword === 'required' ? (node.entries[0]?.key.range ?? node.range) : node.range
}

function childAt(node: Node, part: string): Node | undefined {
  if (node.kind === 'list') return node.items[Number(part)]
  if (node.kind === 'map') return node.entries.findLast(({ key }) => keyText(key) === part)?.value
  return undefined
}

function keyText(key: Node): string {
  return key.kind === 'scalar' ? key.text : ''
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

function wordsOf({ keyword, params, message }: SchemaError): string {
  if (params.additionalProperty !== undefined) return `There is no key \`${params.additionalProperty}\` here.`
  if (params.missingProperty !== undefined) return `The key \`${params.missingProperty}\` is missing here.`
  if (keyword === 'enum' && params.allowedValues) return `This must be ${oneOf(params.allowedValues.map(String))}.`
  return `This ${message ?? 'does not fit the schema'}.`
}
