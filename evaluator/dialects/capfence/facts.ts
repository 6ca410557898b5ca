import { keysOf } from '../../json/order.ts'
import { Float, isObject, type Json, Unknown } from '../../json/values.ts'
import { documentRepr, documentStr, unknownText } from '../../python/document-text.ts'
import { parsePythonFloat } from '../../python/numbers.ts'
import { type Capability, parseCapability } from './capability.ts'
import { Failure } from './failure.ts'
import { amountKeys, pathKeys } from './words.ts'

export type Payload = { readonly [key: string]: Json }
const nothing: Payload = {}

/** What the event says beside capability and payload, as rules can ask for it. */
export interface Context {
  readonly environment: Json
  readonly riskLevel: Json
  readonly metadata: Payload
  /** Laid over all of it; null where there is nothing to lay. */
  readonly over: Payload | null
}

/** What rules look at in one call; texts and numbers are made of the payload when the first clause asks. */
export class Facts {
  readonly capability: Json
  readonly payload: Payload
  /** Set when the payload is no dict: the engine dies as soon as a capability matches. */
  readonly payloadFailure: Failure | null
  /** Null when the event was refused and has none. */
  private readonly around: Context | null
  private split: Capability | null | undefined = undefined
  private lowered: string | undefined = undefined
  private joined: string | undefined = undefined
  private unknown: boolean | undefined = undefined
  private firstAmount: number | Failure | Unknown | null | undefined = undefined

  constructor(capability: Json, payload: Json, around: Context | null) {
    this.capability = capability
    this.around = around
    const isDict = isObject(payload)
    this.payload = isDict ? payload : nothing
    this.payloadFailure = isDict || isFalsy(payload) ? null : notADict
  }

  /** The capability's segments; null when it does not parse. */
  get parsed(): Capability | null {
    if (this.split === undefined) {
      this.split = typeof this.capability === 'string' ? parseCapability(this.capability) : null
    }
    return this.split
  }

  context(key: string): Json | undefined {
    const { around } = this
    if (around === null) return undefined
    if (around.over !== null && Object.hasOwn(around.over, key)) return around.over[key]
    if (key === 'environment') return around.environment
    return key === 'risk_level' ? around.riskLevel : own(around.metadata, key)
  }

  /** The payload as Python writes a dict, lower-cased: what `contains` and `match_keywords` search. */
  get text(): string {
    this.lowered ??= documentRepr(this.payload).toLowerCase()
    return this.lowered
  }

  /** The payload's top-level values, joined by spaces: what `match_regex` searches. */
  get valuesText(): string {
    if (this.joined === undefined) {
      let text = ''
      let first = true
      for (const key of keysOf(this.payload)) {
        text += first ? documentStr(this.payload[key] as Json) : ` ${documentStr(this.payload[key] as Json)}`
        first = false
      }
      this.joined = text
    }
    return this.joined
  }

  /** Whether the payload holds a value that was not stored. */
  get hasUnknown(): boolean {
    this.unknown ??= this.text.includes(unknownText)
    return this.unknown
  }

  /** The first amount that is a number; null when there is none. */
  get amount(): number | Failure | Unknown | null {
    if (this.firstAmount === undefined) this.firstAmount = findAmount(this.payload)
    return this.firstAmount
  }

  /** The first path that is not null, as text; null when there is none. */
  get path(): string | Unknown | null {
    for (const key of pathKeys) {
      const value = own(this.payload, key)
      if (value instanceof Unknown) return value
      if (value !== undefined && value !== null) return documentStr(value)
    }
    return null
  }

  /** The event's call depth; null when there is none that is a number. */
  get depth(): number | Failure | Unknown | null {
    const value = this.context('caller_depth')
    return value instanceof Unknown ? value : numberOf(value)
  }
}

const notADict = new Failure('AttributeError', 'the payload is no dict')
const overflow = new Failure('OverflowError', 'the integer is too large for a float')

/** The value of an own key; undefined when there is none. */
export function own(object: Payload, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function isFalsy(value: Json): boolean {
  return !value || (Array.isArray(value) ? value.length === 0 : value instanceof Float && value.value === 0)
}

function findAmount(payload: Payload): number | Failure | Unknown | null {
  for (const key of amountKeys) {
    const value = own(payload, key)
    if (value === undefined || value === null) continue
    if (value instanceof Unknown) return value
    const number = numberOf(value)
    if (number !== null) return number
  }
  return null
}

/** `float(value)`; null where it raises `TypeError` or `ValueError`. */
function numberOf(value: Json | undefined): number | Failure | null {
  switch (typeof value) {
    case 'number':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'bigint': {
      const number = Number(value)
      return Number.isFinite(number) ? number : overflow
    }
    case 'string': {
      const number = parsePythonFloat(value)
      return number instanceof Float ? number.value : number
    }
    default:
      return value instanceof Float ? value.value : null
  }
}
