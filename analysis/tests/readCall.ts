import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'

const ownKeys = [
  'tool',
  'args',
  'agent',
  'output',
  'throws',
  'principal',
  'environment',
  'surface',
  'metadata',
  'toolAlias',
]

/** A call as test files and the command line write it: `tool`, `args`, and what the dialect sees beside them; null otherwise. */
export function callFromJson(value: Json): Call | null {
  if (!isObject(value) || typeof value.tool !== 'string') return null
  const { tool, args = {} } = value
  const known = ownKeys.slice(2).filter((key) => Object.hasOwn(value, key))
  const extra = Object.entries(value).filter(([key]) => !ownKeys.includes(key))
  return {
    tool,
    args,
    ...Object.fromEntries(known.map((key) => [key, value[key]])),
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
  }
}

/** What evaluation is given: `now` (ISO 8601), `cwd`, `env`, `session`, `mode`, and keys that only one dialect knows. */
export function givenFromJson(value: Json | undefined): Given {
  if (!isObject(value)) return nothingGiven
  const { now, cwd, env, session, mode, ...extra } = value
  const time = typeof now === 'string' ? Date.parse(now) : Number.NaN
  return {
    ...nothingGiven,
    ...(Number.isNaN(time) ? {} : { now: time }),
    ...(typeof cwd === 'string' ? { cwd } : {}),
    ...(isObject(env)
      ? { env: Object.fromEntries(Object.entries(env).map(([key, each]) => [key, String(each)])) }
      : {}),
    ...(typeof session === 'string' ? { session } : {}),
    ...(mode === 'enforce' || mode === 'observe' ? { modeOverride: mode } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  }
}
