import { Float, type Json, Unknown } from '../../evaluator/json/values.ts'
import type { Range } from '../../evaluator/text.ts'
import { oneOf } from '../../evaluator/words.ts'
import type { Node } from '../../evaluator/yaml/node.ts'
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

/** Everything that the schema of that name has against a value; nothing where there is no such schema. */
export function errorsOf(name: string, value: Json): readonly SchemaError[] {
  const validate = Object.hasOwn(validators, name) ? validators[name] : undefined
  return validate === undefined || validate(plain(value)) ? [] : (validate.errors ?? [])
}

/** Values as ajv knows them: numbers are numbers. */
function plain(value: Json): unknown {
  if (value instanceof Float) return value.value
  if (value instanceof Unknown) return null
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
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
