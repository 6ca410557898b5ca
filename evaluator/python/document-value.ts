import type { Json } from '../json/values.ts'
import type { PythonBytes } from './bytes.ts'
import type { PythonDate } from './date.ts'

/** A Python value as PyYAML and `json` make them. Numbers are read as in `Json`: a `Float` or a fraction is a float, all others ints. */
export type PythonValue =
  | Json
  | PythonDate
  | PythonBytes
  | PythonDict
  | PythonCycle
  | PythonBundle
  | readonly PythonValue[]

/** A dict of a YAML document: keys of any hashable type, in Python's order. */
export class PythonDict {
  readonly entries: readonly (readonly [PythonValue, PythonValue])[]
  constructor(entries: readonly (readonly [PythonValue, PythonValue])[]) {
    this.entries = entries
  }
  /** The value under a string key; undefined when there is none. */
  get(key: string): PythonValue | undefined {
    return this.entries.find(([own]) => own === key)?.[1]
  }
}

/** A set (`!!set`) or a tuple (an item of `!!omap` and `!!pairs`). */
export class PythonBundle {
  readonly kind: 'set' | 'tuple'
  readonly items: readonly PythonValue[]
  constructor(kind: 'set' | 'tuple', items: readonly PythonValue[]) {
    this.kind = kind
    this.items = items
  }
}

/** Stands where a list or dict holds itself. */
export class PythonCycle {
  /** What `repr()` writes there. */
  readonly text: '[...]' | '{...}'
  constructor(text: '[...]' | '{...}') {
    this.text = text
  }
}

/** Whether `if value` holds. */
export function documentTruth(value: PythonValue): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value) || Number.isNaN(value)
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof PythonDict) return value.entries.length > 0
  if (value instanceof PythonBundle) return value.items.length > 0
  if ('bytes' in value) return (value as PythonBytes).bytes.length > 0
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    return Object.keys(value).length > 0
  }
  return !('value' in value) || value.value !== 0
}
