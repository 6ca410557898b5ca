import type { ScalarNode } from '../node.ts'

/** What serde_yaml makes of a scalar where any type may stand; `refused` is an error of the whole document. */
export type SerdeScalar =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'refused'; readonly why: string }

const core = 'tag:yaml.org,2002:'
const u64Max = 2n ** 64n - 1n
const i64Min = -(2n ** 63n)
/** Beyond these serde_yaml takes an integer for a float; between them and 64 bits nothing can hold it. */
const u128Max = 2n ** 128n - 1n
const i128Min = -(2n ** 127n)

/** Reads a scalar as `deserialize_any` does. */
export function resolveScalar(text: string, style: ScalarNode['style'], tag: string | null): SerdeScalar {
  if (tag?.startsWith(core)) {
    const tagged = resolveTagged(text, tag.slice(core.length))
    if (tagged !== null) return tagged
    return { kind: 'string', value: text }
  }
  if (style !== 'plain') return { kind: 'string', value: text }
  return resolvePlain(text)
}

function resolveTagged(text: string, type: string): SerdeScalar | null {
  const refused = (what: string): SerdeScalar => ({ kind: 'refused', why: `"${text}" is not ${what}` })
  switch (type) {
    case 'bool': {
      const value = parseBool(text)
      return value === null ? refused('true or false') : { kind: 'bool', value }
    }
    case 'int':
      return parseInteger(text) ?? refused('an integer')
    case 'float': {
      const value = parseFloat64(text)
      return value === null ? refused('a number') : { kind: 'float', value }
    }
    case 'null':
      return isNullWord(text) ? { kind: 'null' } : refused('null')
    default:
      return null
  }
}

function resolvePlain(text: string): SerdeScalar {
  if (text === '' || isNullWord(text)) return { kind: 'null' }
  const bool = parseBool(text)
  if (bool !== null) return { kind: 'bool', value: bool }
  if (!mayBeNumber(text)) return { kind: 'string', value: text }
  const integer = parseInteger(text)
  if (integer !== null) return integer
  if (hasLeadingZero(text)) return { kind: 'string', value: text }
  const float = parseFloat64(text)
  return float === null ? { kind: 'string', value: text } : { kind: 'float', value: float }
}

/** False for most texts at their first character: numbers begin with a digit, a sign or a dot. */
function mayBeNumber(text: string): boolean {
  const first = text.charCodeAt(0)
  return (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
}

/** `null`, `Null`, `NULL` or `~`; the empty scalar is for the caller. */
export function isNullWord(text: string): boolean {
  return text === '~' || text === 'null' || text === 'Null' || text === 'NULL'
}

/** The boolean that serde_yaml reads in a plain scalar; null when it is none. */
export function parseBool(text: string): boolean | null {
  if (text === 'true' || text === 'True' || text === 'TRUE') return true
  return text === 'false' || text === 'False' || text === 'FALSE' ? false : null
}

/** An unsigned integer as a typed field reads it (`10`, `+10`, `0x10`, `0o17`, `0b11`); null for anything else. */
export function parseUnsigned(text: string): bigint | null {
  const unpositive = text.startsWith('+') ? text.slice(1) : text
  if (/^0x[0-9a-fA-F]+$/.test(unpositive) || /^0o[0-7]+$/.test(unpositive) || /^0b[01]+$/.test(unpositive)) {
    return BigInt(unpositive)
  }
  return /^[0-9]+$/.test(unpositive) && !hasLeadingZero(text) ? BigInt(unpositive) : null
}

/** A float as a typed field reads it: Rust's own number syntax, `.inf` and `.nan`, never an overflow; null else. */
export function parseFloat64(text: string): number | null {
  const unpositive = text.startsWith('+') ? text.slice(1) : text
  if (/^\.(?:inf|Inf|INF)$/.test(unpositive)) return Infinity
  if (/^-\.(?:inf|Inf|INF)$/.test(text)) return -Infinity
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN
  if (!/^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(unpositive)) return null
  const value = Number(unpositive)
  return Number.isFinite(value) ? value : null
}

function parseInteger(text: string): SerdeScalar | null {
  const value = parseUnsigned(text) ?? parseNegative(text)
  if (value === null || value > u128Max || value < i128Min) return null
  if (value > u64Max || value < i64Min) return { kind: 'refused', why: `the integer ${text} does not fit into 64 bits` }
  const small = Number(value)
  return { kind: 'int', value: Number.isSafeInteger(small) ? small : value }
}

function parseNegative(text: string): bigint | null {
  const digits = text.slice(1)
  if (!text.startsWith('-') || digits.startsWith('-') || digits.startsWith('+')) return null
  const value = parseUnsigned(digits)
  return value === null ? null : -value
}

function hasLeadingZero(text: string): boolean {
  return /^[-+]?0[0-9]+$/.test(text)
}
