/**
 * A JSON value that keeps what engines outside JavaScript can tell apart: `1.0` is a `Float`, not `1`; integers past
 * 2^53 are `bigint`. Everything else is as `JSON.parse` gives it. Objects may have a key `__proto__` of their own:
 * look keys up with `Object.hasOwn`.
 */
export type Json = null | boolean | number | bigint | string | Float | Unknown | Json[] | { [key: string]: Json }

/** A floating-point number whose value is integral, as in `1.0` or `1e3`. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
  /** Lets plain JSON writers, which cannot tell `1.0` from `1`, still write it. */
  toJSON(): number {
    return this.value
  }
}

/** Stands for a recorded value that was redacted, cut or not stored: a clause that reads it is neither true nor false. */
export class Unknown {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/** Whether a clause or rule matched; `unknown` when it read an `Unknown` value. */
export type Truth = boolean | 'unknown'

/** True for a JSON object (not null, list, `Float` or `Unknown`). */
export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Float) &&
    !(value instanceof Unknown)
  )
}
