import { Float, type Json, Unknown } from '../evaluator/json/values.ts'
import { findSecrets } from './find-secrets.ts'
import { childPath } from './json-path.ts'
import { isSecretFlag, isSecretName } from './secret-names.ts'

/** Strings are stored up to this length, in UTF-16 units. */
export const longestString = 4096
/** Values nested deeper are not stored. */
const deepest = 200
/** With more changed places than this, the whole value counts as changed. */
const mostPaths = 500

/** What was stored of a value, and how it differs from the one given. */
export interface Cleaned<T> {
  readonly value: T
  /** Secrets were taken out. */
  readonly redacted: boolean
  /** Something was too long or too deep. */
  readonly cut: boolean
  /** Places whose values differ (`a.b[0]`); `['']` when the value as a whole must not be relied on. */
  readonly paths: readonly string[]
}

interface Notes {
  redacted: boolean
  cut: boolean
  paths: string[]
}

/** `text` without known secrets, cut to `longestString`, lone surrogates replaced (the log is UTF-8). */
export function cleanText(text: string): string {
  return cleanString(text, '', { redacted: false, cut: false, paths: [] })
}

/** `value` with every string in it cleaned, and whatever stands under a key that names a secret replaced. */
export function cleanJson(value: Json): Cleaned<Json> {
  const notes: Notes = { redacted: false, cut: false, paths: [] }
  const cleaned = clean(value, '', 0, false, notes)
  const paths = notes.paths.length > mostPaths ? [''] : notes.paths
  return { value: cleaned, redacted: notes.redacted, cut: notes.cut, paths }
}

function clean(value: Json, path: string, depth: number, secret: boolean, notes: Notes): Json {
  if (typeof value === 'string') return secret ? redact(path, notes) : cleanString(value, path, notes)
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null
  if (typeof value !== 'object' || value instanceof Float) return secret ? redact(path, notes) : value
  if (value instanceof Unknown) {
    notes.paths.push(path)
    return null
  }
  if (depth >= deepest) {
    notes.cut = true
    notes.paths.push(path)
    return '[cut: nested too deep]'
  }
  return Array.isArray(value)
    ? cleanList(value, path, depth, secret, notes)
    : cleanObject(value, path, depth, secret, notes)
}

function cleanList(list: readonly Json[], path: string, depth: number, secret: boolean, notes: Notes): Json[] {
  return list.map((item, index) => {
    const before = list[index - 1]
    const afterFlag = typeof before === 'string' && typeof item === 'string' && isSecretFlag(before)
    return clean(item, `${path}[${index}]`, depth + 1, secret || afterFlag, notes)
  })
}

function cleanObject(
  object: { [key: string]: Json },
  path: string,
  depth: number,
  secret: boolean,
  notes: Notes,
): Json {
  const name = object.name ?? object.key
  const namesSecret = typeof name === 'string' && isSecretName(name)
  const out: { [key: string]: Json } = {}
  for (const key of Object.keys(object)) {
    const item = object[key]
    if (item === undefined) continue
    const cleanKey = freeKey(cleanString(key, path, notes), out)
    const hidden = secret || isSecretName(key) || (namesSecret && key === 'value')
    const cleaned = clean(item, childPath(path, cleanKey), depth + 1, hidden, notes)
    if (cleanKey === '__proto__') Object.defineProperty(out, cleanKey, { value: cleaned, enumerable: true })
    else out[cleanKey] = cleaned
  }
  return out
}

function cleanString(text: string, path: string, notes: Notes): string {
  const tooLong = text.length > longestString
  const looked = tooLong ? text.slice(0, 2 * longestString) : text
  const secrets = findSecrets(looked)
  if (!tooLong && secrets.length === 0) return wellFormed(text, path, notes)
  notes.paths.push(path)
  let out = ''
  let at = 0
  for (const { start, end, name } of secrets) {
    if (start >= longestString) break
    out += `${looked.slice(at, start)}[redacted:${name}]`
    at = end
    notes.redacted = true
  }
  if (!tooLong) return (out + looked.slice(at)).toWellFormed()
  notes.cut = true
  return `${out}${looked.slice(at, Math.max(at, longestString))}[cut: ${text.length} characters]`.toWellFormed()
}

function wellFormed(text: string, path: string, notes: Notes): string {
  if (text.isWellFormed()) return text
  notes.paths.push(path)
  notes.cut = true
  return text.toWellFormed()
}

function redact(path: string, notes: Notes): string {
  notes.redacted = true
  notes.paths.push(path)
  return '[redacted:key-name]'
}

function freeKey(key: string, taken: object): string {
  if (!Object.hasOwn(taken, key)) return key
  let number = 2
  while (Object.hasOwn(taken, `${key} ${number}`)) number++
  return `${key} ${number}`
}
