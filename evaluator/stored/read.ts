import type { Pattern } from '../regex/pattern.ts'
import { StoredPattern, type StoredPatternData } from '../regex/stored.ts'
import { classes, type StoredText, storedVersion, word } from './shape.ts'

/**
 * The model that `writeStored` made a text of; null for anything else. `compiled` compiles a pattern where what was
 * kept of it is not enough. Nothing of the text is ever run.
 */
export function readStored(text: string, compiled: (kept: StoredPatternData) => Pattern): unknown {
  try {
    const stored = JSON.parse(text) as StoredText
    return stored.version === storedVersion ? new Reader(stored, compiled).value(stored.value) : null
  } catch {
    return null
  }
}

class Reader {
  private readonly shapes: readonly (readonly string[])[]
  private readonly compiled: (kept: StoredPatternData) => Pattern
  private readonly seen: unknown[] = []
  private readonly lateText: string
  private known: readonly unknown[] | null = null

  constructor({ shapes, late }: StoredText, compiled: (kept: StoredPatternData) => Pattern) {
    this.shapes = shapes
    this.lateText = late
    this.compiled = compiled
  }

  value(cell: unknown): unknown {
    return Array.isArray(cell) ? this.composed(cell) : cell
  }

  private composed(cell: readonly unknown[]): unknown {
    const what = cell[0]
    if (typeof what === 'number') return this.plain(what, cell)
    switch (what) {
      case word.list:
        return this.rest(cell)
      case word.first: {
        const value = this.value(cell[1])
        this.seen.push(value)
        return value
      }
      case word.again: {
        const number = cell[1] as number
        if (!(number in this.seen)) throw new RangeError('nothing was written before')
        return this.seen[number]
      }
      case word.undefined:
        return undefined
      case word.pattern:
        return new StoredPattern(this.value(cell[1]) as StoredPatternData, this.compiled)
      case word.map:
        return this.map(cell)
      case word.set:
        return new Set(this.rest(cell))
      case word.bigint:
        return BigInt(cell[1] as string)
      case word.number:
        return Number(cell[1])
      case word.bytes:
        return Uint8Array.from(cell.slice(1) as number[])
      default:
        return this.instance(String(what), cell)
    }
  }

  private plain(shape: number, cell: readonly unknown[]): object {
    const keys = this.shapes[shape]
    if (keys === undefined || keys.length !== cell.length - 1) throw new RangeError('no such shape')
    const made: { [key: string]: unknown } = {}
    for (let at = 0; at < keys.length; at++) this.put(made, keys[at] as string, cell[at + 1])
    return made
  }

  private put(made: { [key: string]: unknown }, key: string, cell: unknown): void {
    if (!Array.isArray(cell) || cell[0] !== word.late) {
      made[key] = this.value(cell)
      return
    }
    const number = cell[1] as number
    Object.defineProperty(made, key, { get: () => this.late(number), enumerable: true, configurable: true })
  }

  /** All of them at once, in the order in which they were written. */
  private late(number: number): unknown {
    if (this.known === null) {
      const cells = JSON.parse(this.lateText) as unknown[]
      this.known = cells.map((cell) => this.value(cell))
    }
    return this.known[number]
  }

  private rest(cell: readonly unknown[]): unknown[] {
    const made: unknown[] = []
    for (let at = 1; at < cell.length; at++) made.push(this.value(cell[at]))
    return made
  }

  private map(cell: readonly unknown[]): Map<unknown, unknown> {
    const made = new Map<unknown, unknown>()
    for (let at = 1; at < cell.length; at += 2) made.set(this.value(cell[at]), this.value(cell[at + 1]))
    return made
  }

  private instance(name: string, cell: readonly unknown[]): object {
    const known = Object.hasOwn(classes, name) ? classes[name] : undefined
    if (known === undefined) throw new TypeError('no such class')
    return known.make(this.rest(cell) as never)
  }
}
