import { Float, isObject, type Json, Unknown } from '../json/values.ts'

const maxDepth = 500

/** Python's `==` between two JSON values: `1 == 1.0 == True`, lists and dicts by content; dates and bytes equal nothing here. */
export function pythonEquals(a: Json, b: Json, depth = 0): boolean {
  if (a === b) return true
  const left = numeric(a)
  if (left !== null) {
    const right = numeric(b)
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are equal in Python
    return right !== null && left == right
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > maxDepth) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, i) => pythonEquals(item, b[i] as Json, depth + 1))
  }
  if (Array.isArray(b) || !isPlainObject(a) || !isPlainObject(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && pythonEquals(a[key] as Json, b[key] as Json, depth + 1))
}

/** The number that Python would compute with (booleans count as 0 and 1); null for everything else. */
export function numeric(value: Json): number | bigint | null {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    default:
      return value instanceof Float ? value.value : null
  }
}

/** Python's truth of a JSON value. */
export function pythonTruth(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false
  const number = numeric(value)
  if (number !== null) return number !== 0 && number !== 0n
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0
  return isPlainObject(value) ? Object.keys(value).length > 0 : true
}

/** The name of a JSON value's Python type, as in error texts: `int`, `NoneType`, … */
export function pythonType(value: Json): string {
  if (value === null) return 'NoneType'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'string':
      return 'str'
    default:
      return value instanceof Float ? 'float' : Array.isArray(value) ? 'list' : 'dict'
  }
}

/** Whether an `Unknown` stands anywhere inside `value`. */
export function holdsUnknown(value: Json, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Float) return false
  if (value instanceof Unknown) return true
  if (depth > maxDepth) return false
  const parts = Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : []
  return parts.some((part) => holdsUnknown(part, depth + 1))
}

function isPlainObject(value: Json): value is { [key: string]: Json } {
  return isObject(value) && (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
}
