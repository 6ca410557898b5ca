import { Float } from '../json/values.ts'
import { decodeBase64 } from '../python/bytes.ts'
import { parseTimestamp } from '../python/date.ts'
import { parsePythonFloat, parsePythonInt } from '../python/numbers.ts'
import type { Resolved, YamlFlavour } from './flavour.ts'
import type { ScalarNode, ScalarValue } from './node.ts'

const bools = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const yes = /^(?:yes|true|on)$/i
const no = /^(?:no|false|off)$/i
const floats =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const integers =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const nulls = /^(?:~|null|Null|NULL|)$/
const timestamps =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/

/**
 * Values as PyYAML's safe loader makes them: YAML 1.1 scalars, `<<` merges, the last of two equal keys wins. A scalar
 * whose construction dies with a Python exception has that exception's class as `crash`. With `readYaml` it gives what
 * can be saved of a broken text; whether PyYAML takes a text, and as what, only `readPyyaml` knows.
 */
export const pyyaml: YamlFlavour = {
  name: 'PyYAML',
  resolve,
  merges: true,
  duplicateKeys: 'last-wins',
  prepare: (text) => text.replace(/[\u0085\u2028\u2029]/g, '\n'),
}

function resolve(text: string, style: ScalarNode['style'], tag: string | null): Resolved {
  if (tag === '!') return construct(text, plainKind(text))
  if (tag === null) return style === 'plain' ? construct(text, plainKind(text)) : { value: text }
  return construct(text, tag.replace(/^tag:yaml\.org,2002:/, ''), tag)
}

function plainKind(text: string): string {
  if (bools.test(text)) return 'bool'
  if (floats.test(text)) return 'float'
  if (integers.test(text)) return 'int'
  if (text === '<<') return 'merge'
  if (nulls.test(text)) return 'null'
  if (timestamps.test(text)) return 'timestamp'
  return text === '=' ? 'value' : 'str'
}

function construct(text: string, kind: string, tag = `tag:yaml.org,2002:${kind}`): Resolved {
  switch (kind) {
    case 'str':
      return { value: text }
    case 'null':
      return { value: null }
    case 'bool':
      if (yes.test(text)) return { value: true }
      return no.test(text) ? { value: false } : dies(text, 'KeyError', 'true or false')
    case 'int':
      return constructInt(text)
    case 'float':
      return constructFloat(text)
    case 'timestamp': {
      const date = parseTimestamp(text)
      return typeof date === 'string' ? dies(text, date, 'a date') : { value: date }
    }
    case 'binary': {
      const bytes = decodeBase64(text)
      return bytes === null ? { value: text, error: 'This is not valid base64.' } : { value: bytes }
    }
    case 'value':
    case 'merge':
      return { value: text, error: `A lone \`${text}\` cannot be read by PyYAML; put it in quotes.` }
    default:
      return { value: text, error: `The tag ${tag} has no meaning here; remove it.` }
  }
}

function dies(text: string, crash: string, what: string): Resolved {
  return { value: text, crash, error: `"${text}" is read as ${what} and is none; put it in quotes or mend it.` }
}

function constructInt(text: string): Resolved {
  const { sign, digits } = signed(text.replaceAll('_', ''))
  if (digits === null) return dies(text, 'IndexError', 'an integer')
  const value = digits === '0' ? 0n : radix(digits)
  return value === null ? dies(text, 'ValueError', 'an integer') : { value: small(sign * value) }
}

function radix(digits: string): bigint | null {
  if (digits.startsWith('0b')) return whole(digits.slice(2), 2)
  if (digits.startsWith('0x')) return whole(digits.slice(2), 16)
  if (digits.startsWith('0')) return whole(digits, 8)
  const parts = digits.split(':').map((part) => whole(part, 10))
  return parts.includes(null) ? null : (parts as bigint[]).reduce((sum, part) => sum * 60n + part, 0n)
}

function whole(digits: string, base: 2 | 8 | 10 | 16): bigint | null {
  const value = parsePythonInt(digits, base)
  return value === null ? null : BigInt(value)
}

function small(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function constructFloat(text: string): Resolved {
  const bare = text.replaceAll('_', '').toLowerCase()
  const { sign, digits } = signed(bare)
  if (digits === null) return dies(text, bare === '' ? 'IndexError' : 'ValueError', 'a number')
  if (digits === '.inf') return { value: sign > 0n ? Infinity : -Infinity }
  if (digits === '.nan') return { value: Number.NaN }
  const parts = digits.split(':').map((part) => parsePythonFloat(part))
  if (parts.includes(null)) return dies(text, 'ValueError', 'a number')
  const value = Number(sign) * sexagesimal(parts.map((part) => (part instanceof Float ? part.value : Number(part))))
  return { value: (Number.isInteger(value) ? new Float(value) : value) as ScalarValue }
}

/** Added up from the last part on, as PyYAML does: floats round by the way they are added. */
function sexagesimal(parts: readonly number[]): number {
  return parts.reduceRight((sum, part, at) => sum + part * 60 ** (parts.length - 1 - at), 0)
}

function signed(text: string): { sign: bigint; digits: string | null } {
  if (text === '') return { sign: 1n, digits: null }
  if (text[0] !== '-' && text[0] !== '+') return { sign: 1n, digits: text }
  return { sign: text[0] === '-' ? -1n : 1n, digits: text.slice(1) === '' ? null : text.slice(1) }
}
