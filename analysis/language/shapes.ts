import type { Step } from '../outline/step.ts'
import type { Schema } from './schemas.ts'

type Siblings = ReadonlyMap<string, string>
const deepest = 24

/** Everything that a schema says of the place at the end of `path`, the nearest word first; `siblings` stand in its map. */
export function shapesAt(root: Schema, path: readonly Step[], siblings: Siblings): readonly Schema[] {
  let shapes = expand(root, root, path[0]?.siblings ?? siblings)
  for (const [index, step] of path.entries()) {
    const inside = path[index + 1]?.siblings ?? siblings
    shapes = shapes.flatMap((shape) => into(shape, step)).flatMap((shape) => expand(root, shape, inside))
  }
  return shapes
}

function into(shape: Schema, { key }: Step): readonly Schema[] {
  if (key === null) return shape.items ? [shape.items] : []
  const own = shape.properties?.[key]
  if (own !== undefined && Object.hasOwn(shape.properties ?? {}, key)) return [own]
  const matching = Object.entries(shape.patternProperties ?? {}).filter(([pattern]) => fits(pattern, key))
  if (matching.length > 0) return matching.map(([, schema]) => schema)
  return typeof shape.additionalProperties === 'object' ? [shape.additionalProperties] : []
}

function fits(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern).test(key)
  } catch {
    return false
  }
}

/** A schema with everything it refers to that can hold beside `siblings`. */
export function expand(root: Schema, schema: Schema, siblings: Siblings, depth = 0): Schema[] {
  if (typeof schema !== 'object' || schema === null || depth > deepest) return []
  const further = (next: Schema | undefined) => (next === undefined ? [] : expand(root, next, siblings, depth + 1))
  const found = [schema, ...further(schema.$ref === undefined ? undefined : resolve(root, schema.$ref))]
  for (const part of schema.allOf ?? []) found.push(...further(part))
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    if (canHold(root, part, siblings)) found.push(...further(part))
  }
  if (schema.if !== undefined) {
    const holds = condition(schema.if, siblings)
    if (holds !== 'no') found.push(...further(schema.then))
    if (holds !== 'yes') found.push(...further(schema.else))
  }
  return found
}

function resolve(root: Schema, ref: string): Schema | undefined {
  const steps = ref.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], root) as
    | Schema
    | undefined
}

/** False for an alternative whose constants contradict what stands there. */
function canHold(root: Schema, schema: Schema, siblings: Siblings): boolean {
  const whole = schema.$ref === undefined ? schema : (resolve(root, schema.$ref) ?? schema)
  return Object.entries(whole.properties ?? {}).every(([key, { const: constant }]) => {
    return constant === undefined || !siblings.has(key) || siblings.get(key) === String(constant)
  })
}

/** Whether a condition holds; `maybe` while the key that settles it is not written yet. */
function condition(schema: Schema, siblings: Siblings): 'yes' | 'no' | 'maybe' {
  if (schema.anyOf) {
    const parts = schema.anyOf.map((part) => condition(part, siblings))
    return parts.find((part) => part === 'yes') ?? parts.find((part) => part === 'maybe') ?? 'no'
  }
  const properties = Object.entries(schema.properties ?? {})
  for (const [key, property] of properties) {
    const value = siblings.get(key)
    if (value !== undefined && !agrees(property, value)) return 'no'
  }
  const missing = (schema.required ?? []).filter((key) => !siblings.has(key))
  if (missing.length === 0) return 'yes'
  const decidesByWord = properties.some(([key, { const: constant }]) => constant !== undefined && missing.includes(key))
  return decidesByWord || siblings.size === 0 ? 'maybe' : 'no'
}

function agrees({ const: constant, enum: words, not }: Schema, value: string): boolean {
  if (not !== undefined && (not.const !== undefined || not.enum !== undefined)) return !agrees(not, value)
  if (constant !== undefined) return String(constant) === value
  return words === undefined || words.some((word) => String(word) === value)
}
