import type { Call, Counters, Given } from '../../evaluator/call.ts'
import type { Dialect, PolicyModel } from '../../evaluator/dialect.ts'
import { Float, isObject, type Json } from '../../evaluator/json/values.ts'
import type { PolicyText } from '../../evaluator/text.ts'

/** One line of a vector file: a policy, what its engine said on loading it, and on each call. */
export interface Vector {
  readonly id: string
  readonly dialect: string
  readonly engine: string
  readonly group: string
  readonly policy: string
  readonly files?: Readonly<Record<string, string>>
  readonly given?: { readonly [key: string]: Json }
  readonly load: { readonly [key: string]: Json }
  readonly calls?: readonly { readonly call?: Json; readonly call_json?: string; readonly expect: Json }[]
}

/** How one dialect's vectors are put to it and compared, as its conformance page says. */
export interface Adapter<Model extends PolicyModel = PolicyModel> {
  readonly dialect: Dialect<Model>
  /** The texts to load; by default the policy as `policy.yaml` and the files in key order. */
  texts?(vector: Vector): { readonly document: PolicyText; readonly further: readonly PolicyText[] }
  /** The call as the dialect takes it; `text` is its JSON text where the line gives one. */
  toCall(call: Json, vector: Vector, text: string | undefined): { readonly call: Call; readonly given: Given }
  /** The counters before the line's first call; by default null. */
  counters?(vector: Vector): Counters
  /** What differs between the engine's load answer and ours (`model.nativeLoad`); null when they agree. */
  compareLoad?(expected: Vector['load'], model: Model, vector: Vector): string | null
  /** What differs between the engine's answer and ours; null when they agree. By default the first differing place. */
  compareAnswer?(expected: Json, got: Json, vector: Vector): string | null
  /** Why a line's disagreements are counted apart; undefined for lines that must agree. */
  notRequired?(vector: Vector): string | undefined
}

/** The first place where two JSON values differ, as `path: expected …, got …`; null when they are equal by lexeme. */
export function firstDifference(expected: Json | undefined, got: Json | undefined, path = ''): string | null {
  if (Array.isArray(expected) && Array.isArray(got)) {
    const length = Math.max(expected.length, got.length)
    return firstOf(Array.from({ length }, (_, i) => [expected[i], got[i], `${path}[${i}]`]))
  }
  if (isObject(expected) && isObject(got)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])]
    return firstOf(keys.map((key) => [own(expected, key), own(got, key), path === '' ? key : `${path}.${key}`]))
  }
  if (expected instanceof Float && got instanceof Float && Object.is(expected.value, got.value)) return null
  if (Object.is(expected, got)) return null
  return `${path || 'answer'}: expected ${cut(show(expected))}, got ${cut(show(got))}`
}

function firstOf(places: [Json | undefined, Json | undefined, string][]): string | null {
  for (const [expected, got, path] of places) {
    const difference = firstDifference(expected, got, path)
    if (difference !== null) return difference
  }
  return null
}

function own(object: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** A value as a person reads it in a report; `nothing` for an absent key. */
export function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  if (value instanceof Float) return value.value.toFixed(1)
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value)
}

const longest = 1_500

/** A text short enough to read in a report. */
export function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
}
