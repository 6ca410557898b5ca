import type { Call, Given } from '../../call.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { parsePythonFloat, parsePythonInt } from '../../python/numbers.ts'
import { pythonStr } from '../../python/text.ts'
import { holdsUnknown } from '../../python/values.ts'
import { defaultEnvironment } from './words.ts'

/** Looks one value up; undefined where the engine calls it missing. */
export type Lookup = (call: Call, given: Given, output: Json | undefined) => Json | undefined

const principalFields = ['user_id', 'service_id', 'org_id', 'role', 'ticket_ref']
const missing: Lookup = () => undefined

/** What a selector looks at; a selector that does not exist is always missing, as in the engine. */
export function compileSelector(selector: string): Lookup {
  if (selector === 'environment') return (call) => call.environment ?? defaultEnvironment
  if (selector === 'tool.name') return (call) => call.tool
  if (selector === 'output.text') return (_call, _given, output) => output
  if (selector.startsWith('args.')) return compilePath(selector.slice(5), (call) => call.args)
  if (selector.startsWith('metadata.')) return compilePath(selector.slice(9), (call) => call.metadata)
  if (selector.startsWith('env.')) return compileVariable(selector.slice(4))
  return selector.startsWith('principal.') ? compilePrincipal(selector.slice(10)) : missing
}

function compilePrincipal(field: string): Lookup {
  if (principalFields.includes(field)) return compilePath(field, (call) => call.principal, 1)
  if (!field.startsWith('claims.')) return missing
  return compilePath(field.slice(7), (call) => own(call.principal, 'claims'))
}

function compilePath(path: string, from: (call: Call) => Json | undefined, depth?: number): Lookup {
  const parts = depth === 1 ? [path] : path.split('.')
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return (call) => own(from(call), only)
  return (call) => {
    let value = from(call)
    for (const part of parts) {
      value = own(value, part)
      if (value === undefined) return undefined
    }
    return value
  }
}

/** The value under a key; what is inside an `Unknown` is that `Unknown`. */
function own(value: Json | undefined, key: string): Json | undefined {
  if (value instanceof Unknown) return value
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** An environment variable, made a truth, a number or left a string as the engine does. */
function compileVariable(name: string): Lookup {
  return (_call, { env }) => {
    const raw = Object.hasOwn(env, name) ? env[name] : undefined
    if (raw === undefined) return undefined
    const lower = raw.toLowerCase()
    if (lower === 'true' || lower === 'false') return lower === 'true'
    return parsePythonInt(raw) ?? parsePythonFloat(raw) ?? raw
  }
}

/** `output.text` of a response: its `str()`; undefined for null, which the engine calls missing. */
export function outputText(output: Json | undefined): Json | undefined {
  if (output === undefined || output === null) return undefined
  if (typeof output !== 'string' && holdsUnknown(output)) return firstUnknown(output)
  return pythonStr(output)
}

function firstUnknown(value: Json): Unknown {
  return value instanceof Unknown ? value : new Unknown('a part of the output was not stored')
}
