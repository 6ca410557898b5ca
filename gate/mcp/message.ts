import { parseJson } from '../../evaluator/json/parse.ts'
import { Float, isObject, type Json } from '../../evaluator/json/values.ts'
import { jsonProblem } from '../json-problem.ts'

export type Fields = { [key: string]: Json }

/** A line of the protocol as text and value. */
export type ReadLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'messages'; readonly text: string; readonly messages: readonly Json[]; readonly batch: boolean }

/** Reads one line as a strict parser does: UTF-8 without a mark in front, one JSON text. Never throws. */
export function readLine(bytes: Buffer): ReadLine {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '')
    if (/^[ \t\r]*$/.test(text)) return { kind: 'blank' }
    const value = parseJson(text)
    const batch = Array.isArray(value)
    return { kind: 'messages', text, messages: batch ? value : [value], batch }
  } catch (error) {
    return { kind: 'unreadable', problem: jsonProblem(error) }
  }
}

/** The method of a request or notification; undefined for anything else. */
export function methodOf(message: Json): string | undefined {
  const method = isObject(message) && Object.hasOwn(message, 'method') ? message.method : undefined
  return typeof method === 'string' ? method : undefined
}

/** The field `key` of an object as it is; undefined where there is none. */
export function field(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** What a request and its response have in common; null for what cannot be an id. A number is never a string. */
export function idKey(id: Json | undefined): string | null {
  if (typeof id === 'string') return JSON.stringify(id)
  if (id instanceof Float) return String(id.value)
  return typeof id === 'number' || typeof id === 'bigint' ? String(id) : null
}

/** True for a request of the protocol without a handshake (2026-07-28 and later), by what it says of itself. */
export function isStateless(message: Json): boolean {
  const version = field(field(field(message, 'params'), '_meta'), 'io.modelcontextprotocol/protocolVersion')
  return typeof version === 'string' && version >= '2026-07-28'
}

/** Under which key of `_meta` a request of the protocol without a handshake says who the client is. */
export const clientKey = 'io.modelcontextprotocol/clientInfo'

/** What a client says of itself (`{name, version}`) as one word after the other; undefined where it says nothing. */
export function clientOf(info: Json | undefined): string | undefined {
  const words = [field(info, 'name'), field(info, 'version')].filter((word) => typeof word === 'string' && word !== '')
  return words.length === 0 ? undefined : words.join(' ')
}
