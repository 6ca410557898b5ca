import { keysOf } from '../json/order.ts'
import { type Json, Unknown } from '../json/values.ts'
import { PythonBytes } from './bytes.ts'
import { PythonDate } from './date.ts'
import { PythonBundle, PythonCycle, PythonDict, type PythonValue } from './document-value.ts'
import { numeric } from './values.ts'

/** Python's `==` between values of documents and payloads: `1 == 1.0 == True`, lists and dicts by their parts, strings and numbers never equal. */
export function documentEquals(a: PythonValue, b: PythonValue): boolean {
  if (typeof a === 'string' || typeof b === 'string' || a === null || b === null) return a === b
  const [left, right] = [numeric(a as Json), numeric(b as Json)]
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are equal
  if (left !== null || right !== null) return left !== null && right !== null && left == right
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalLists(a, b)
  if (a instanceof PythonDate || b instanceof PythonDate) return sameDate(a, b)
  if (a instanceof PythonBytes || b instanceof PythonBytes) {
    return a instanceof PythonBytes && b instanceof PythonBytes && a.text === b.text
  }
  if (isOdd(a) || isOdd(b)) return a === b
  return equalDicts(entriesOf(a), entriesOf(b))
}

function isOdd(value: PythonValue): boolean {
  return value instanceof Unknown || value instanceof PythonCycle || value instanceof PythonBundle
}

function sameDate(a: PythonValue, b: PythonValue): boolean {
  return a instanceof PythonDate && b instanceof PythonDate && a.kind === b.kind && a.text === b.text
}

function equalLists(a: readonly PythonValue[], b: readonly PythonValue[]): boolean {
  return a.length === b.length && a.every((item, index) => documentEquals(item, b[index] as PythonValue))
}

function equalDicts(a: PythonDict['entries'], b: PythonDict['entries']): boolean {
  if (a.length !== b.length) return false
  return a.every(([key, value]) => {
    const other = b.find(([otherKey]) => documentEquals(key, otherKey))
    return other !== undefined && documentEquals(value, other[1])
  })
}

function entriesOf(value: PythonValue): PythonDict['entries'] {
  if (value instanceof PythonDict) return value.entries
  const object = value as { readonly [key: string]: PythonValue }
  return keysOf(object).map((key) => [key, object[key] as PythonValue] as const)
}
