import { patternData } from '../regex/execute.ts'
import { classes, lateKeys, storedVersion, word } from './shape.ts'

/**
 * A model as a text that `readStored` makes it of again: data only, values that occur twice written once. Null for a
 * model that holds what has no text (a function, an object of an unknown class, a value inside itself).
 */
export function writeStored(value: unknown): string | null {
  try {
    const writer = new Writer(value)
    const body = writer.cell(value)
    const late = JSON.stringify(writer.lateCells())
    return JSON.stringify({ version: storedVersion, shapes: writer.shapes, value: body, late })
  } catch {
    return null
  }
}

class Writer {
  readonly shapes: string[][] = []
  private readonly shapeNumbers = new Map<string, number>()
  private readonly repeated = new Set<object>()
  private readonly written = new Map<object, number>()
  private readonly open = new Set<object>()
  private readonly late: object[] = []

  constructor(root: unknown) {
    const seen = new Set<object>()
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      if (seen.has(value)) {
        this.repeated.add(value)
        return
      }
      seen.add(value)
      for (const part of partsOf(value)) look(part)
    }
    look(root)
  }

  cell(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : [word.number, Object.is(value, -0) ? '-0' : String(value)]
      case 'bigint':
        return [word.bigint, String(value)]
      case 'undefined':
        return [word.undefined]
      case 'object':
        return value === null ? null : this.object(value)
      default:
        throw new TypeError(`a ${typeof value} has no text`)
    }
  }

  /** What was left for later, to be asked for when everything else is written. */
  lateCells(): unknown[] {
    const cells: unknown[] = []
    for (let at = 0; at < this.late.length; at++) cells.push(this.cell(this.late[at]))
    return cells
  }

  private object(value: object): unknown {
    const number = this.written.get(value)
    if (number !== undefined) return [word.again, number]
    if (this.open.has(value)) throw new TypeError('it holds itself')
    this.open.add(value)
    const body = this.body(value)
    this.open.delete(value)
    if (!this.repeated.has(value)) return body
    this.written.set(value, this.written.size)
    return [word.first, body]
  }

  private body(value: object): unknown[] {
    if (Array.isArray(value)) {
      if (Object.keys(value).length !== value.length) throw new TypeError('a list with gaps has no text')
      return [word.list, ...value.map((item) => this.cell(item))]
    }
    if (value instanceof Map) return [word.map, ...[...value].flat(1).map((item) => this.cell(item))]
    if (value instanceof Set) return [word.set, ...[...value].map((item) => this.cell(item))]
    if (value instanceof Uint8Array) return [word.bytes, ...value]
    const pattern = patternData(value)
    if (pattern !== null) return [word.pattern, this.cell(pattern)]
    const name = className(value)
    if (name !== null) return [name, ...partsOf(value).map((part) => this.cell(part))]
    const keys = Object.keys(value)
    return [this.shapeOf(keys), ...partsOf(value).map((part, at) => this.member(keys[at] ?? '', part))]
  }

  private member(key: string, part: unknown): unknown {
    return typeof part === 'object' && part !== null && lateKeys.has(key)
      ? [word.late, this.late.push(part) - 1]
      : this.cell(part)
  }

  private shapeOf(keys: string[]): number {
    if (keys.includes('__proto__')) throw new TypeError('the key __proto__ has no text')
    const name = JSON.stringify(keys)
    const known = this.shapeNumbers.get(name)
    if (known !== undefined) return known
    this.shapes.push(keys)
    this.shapeNumbers.set(name, this.shapes.length - 1)
    return this.shapes.length - 1
  }
}

/** What an object is made of; throws for one that is neither plain nor of a class that is known. */
function partsOf(value: object): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value instanceof Map) return [...value].flat(1)
  if (value instanceof Set) return [...value]
  if (value instanceof Uint8Array || patternData(value) !== null) return []
  const name = className(value)
  if (name !== null) return classes[name]?.parts(value as never) ?? []
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError('an object of an unknown class')
  return Reflect.ownKeys(value).map((key) => {
    if (typeof key !== 'string' || !Object.getOwnPropertyDescriptor(value, key)?.enumerable) {
      throw new TypeError('a hidden key has no text')
    }
    // What is made when it is asked for is asked for now.
    return value[key as keyof typeof value]
  })
}

function className(value: object): string | null {
  const prototype = Object.getPrototypeOf(value)
  const known = Object.entries(classes).find(([, { of }]) => (of as { prototype: object }).prototype === prototype)
  return known?.[0] ?? null
}
