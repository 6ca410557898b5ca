import { Float } from '../json/values.ts'
import type { Resolved, YamlFlavour } from './flavour.ts'
import type { ScalarNode } from './node.ts'

const nulls = /^(?:~|null|Null|NULL)?$/
const bools = /^(?:true|True|TRUE|false|False|FALSE)$/
const decimal = /^[-+]?[0-9]+$/
const octal = /^0o[0-7]+$/
const hex = /^0x[0-9a-fA-F]+$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/
const notANumber = /^\.(?:nan|NaN|NAN)$/

/** YAML 1.2 with its core schema, as strict as the specification: one document, no key twice, no tags beyond the core ones. */
export const coreYaml: YamlFlavour = {
  name: 'YAML 1.2',
  resolve: resolveCore,
  merges: false,
  duplicateKeys: 'error',
  refusesControls: true,
}

function resolveCore(text: string, style: ScalarNode['style'], tag: string | null): Resolved {
  if (tag === null) return { value: style === 'plain' ? plain(text) : text }
  const wanted = tag.replace('tag:yaml.org,2002:', '')
  const value = plain(text)
  const is = (ok: boolean, what: string): Resolved =>
    ok ? { value } : { value: text, error: `"${text}" is not ${what}.` }
  switch (wanted) {
    case '!':
    case 'str':
      return { value: text }
    case 'null':
      return is(value === null, 'null')
    case 'bool':
      return is(typeof value === 'boolean', 'true or false')
    case 'int':
      return is(decimal.test(text) || octal.test(text) || hex.test(text), 'an integer')
    case 'float':
      return is(typeof value === 'number' || typeof value === 'bigint' || value instanceof Float, 'a number')
    default:
      return { value: text, error: `The tag ${tag} has no meaning here; remove it.` }
  }
}

function plain(text: string): null | boolean | number | bigint | Float | string {
  if (nulls.test(text)) return null
  if (bools.test(text)) return text[0] === 't' || text[0] === 'T'
  if (decimal.test(text)) return integer(BigInt(text.replace('+', '')))
  if (octal.test(text) || hex.test(text)) return integer(BigInt(text))
  if (float.test(text)) {
    const value = Number(text)
    return Number.isInteger(value) ? new Float(value) : value
  }
  if (infinity.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (notANumber.test(text)) return Number.NaN
  return text
}

function integer(value: bigint): number | bigint {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}
