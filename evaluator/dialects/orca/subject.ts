import type { Call } from '../../call.ts'
import { JsonTooDeep, parseJson } from '../../json/parse.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { compactJson } from '../../json/write.ts'
import { hostOf } from './address.ts'
import { destinationKeys, type Surface } from './words.ts'

/** A call's arguments: none where they are broken or no object, `Unknown` where they were not stored. */
export type Arguments = { readonly [key: string]: Json } | null | Unknown

/** What rules look at in one call; texts are worked out when the first rule asks. */
export class Subject {
  readonly surface: Surface
  readonly tool: string
  readonly skill: string
  readonly args: Arguments
  readonly cost: number | bigint
  private hostValue: string | null | Unknown | undefined
  private textValue: string | Unknown | undefined

  constructor(call: Call, surface: Surface, tool: string) {
    this.surface = surface
    this.tool = tool
    this.args = argumentsOf(call)
    const { extra } = call
    const skill = extra?.skill
    this.skill = typeof skill === 'string' ? skill : ''
    this.cost = extra === undefined ? 0 : add(numberOf(extra.run_cost_cents), numberOf(extra.estimate_cents))
  }

  /** The host that the call is about to reach; null when its arguments name none. */
  get host(): string | null | Unknown {
    this.hostValue ??= destinationOf(this.args) ?? noHost
    return this.hostValue === noHost ? null : this.hostValue
  }

  /** The arguments as compact JSON, keys in order at every level. */
  get text(): string | Unknown {
    this.textValue ??= sortedText(this.args)
    return this.textValue
  }
}

const noHost = ''

function argumentsOf({ args, extra }: Call): Arguments {
  const text = extra?.args_json
  if (text === undefined) return isObject(args) || args instanceof Unknown ? args : null
  if (text instanceof Unknown) return text
  if (typeof text !== 'string') return null
  try {
    const parsed = parseJson(text)
    return isObject(parsed) ? parsed : null
  } catch (error) {
    // The engine may still read what is too deep for us.
    if (error instanceof SyntaxError && !(error instanceof JsonTooDeep)) return null
    throw error
  }
}

function numberOf(value: Json | undefined): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return isObject(value) || typeof value !== 'object' || value === null || !('value' in value) ? 0 : Number(value.value)
}

function add(a: number | bigint, b: number | bigint): number | bigint {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a + b : Number(a) + Number(b)
}

function destinationOf(args: Arguments): string | null | Unknown {
  if (args === null || args instanceof Unknown) return args
  for (const key of destinationKeys) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined
    if (value instanceof Unknown) return value
    const host = typeof value === 'string' ? hostOf(value) : ''
    if (host !== '') return host
  }
  return null
}

/** Written by hand, since JavaScript's objects put keys that look like integers first. */
function sortedText(args: Arguments): string | Unknown {
  if (args instanceof Unknown) return args
  let hidden: Unknown | undefined
  const write = (value: Json): string => {
    if (value instanceof Unknown) hidden ??= value
    if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
    if (!isObject(value)) return compactJson(value)
    const keys = Object.keys(value).sort(byCodePoint)
    return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key] as Json)}`).join(',')}}`
  }
  const text = write(args as Json)
  return hidden ?? text
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
