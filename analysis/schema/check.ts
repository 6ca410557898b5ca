import { Float, type Json, Unknown } from '../../evaluator/json/values.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { oneOf } from '../../evaluator/words.ts'
import type { Node } from '../../evaluator/yaml/node.ts'
import { toJson } from '../../evaluator/yaml/toJson.ts'
import { type SchemaError, validators } from './validators.generated.mjs'

/** Keywords that only say that something below them failed. */
const summaries = new Set(['oneOf', 'anyOf', 'allOf', 'if', '$ref', 'not'])

/**
 * What the schema of that name has against a document, at the exact key or value, one message a place; nothing where
 * there is no such schema.
 */
export function checkSchema(name: string, root: Node): readonly Problem[] {
  const validate = Object.hasOwn(validators, name) ? validators[name] : undefined
  if (validate === undefined || validate(plain(toJson(root)))) return []
  const errors = validate.errors ?? []
  const telling = errors.filter(({ keyword }) => !summaries.has(keyword))
  const found = new Map<string, Problem>()
  for (const error of telling.length > 0 ? telling : errors) {
    const range = placeOf(root, error)
    const key = `${range.start}:${range.end}`
    if (!found.has(key)) found.set(key, { code: 'schema', severity: 'error', range, message: wordsOf(error) })
  }
  return [...found.values()]
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
