import type { Call, Given } from '../../../evaluator/call.ts'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import type { EdictumModel } from '../../../evaluator/dialects/edictum/model.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import { type Adapter, firstDifference, type Vector } from '../adapter.ts'

/** Puts edictum's vectors to the dialect: the guard's mode, the environment and the approval's answer come from outside. */
export const adapter: Adapter<EdictumModel> = {
  dialect: edictum,
  toCall: (call, vector) => ({ call: toCall(call), given: toGiven(vector) }),
  counters: ({ given }) => given?.session ?? null,
  compareAnswer: (expected, got) => firstDifference(withoutHostTexts(expected), withoutHostTexts(got)),
  notRequired: ({ group }) =>
    group === 'random-numforms' ? 'number forms beyond what JSON readers keep apart' : undefined,
}

function toCall(json: Json): Call {
  const call = isObject(json) ? json : {}
  const { tool, args, principal, environment, metadata, output, throws } = call
  return {
    tool: typeof tool === 'string' ? tool : '',
    args: args ?? {},
    ...(principal !== undefined && { principal }),
    ...(typeof environment === 'string' && { environment }),
    ...(metadata !== undefined && { metadata }),
    ...(output !== undefined && { output }),
    ...(typeof throws === 'string' && { throws }),
  }
}

function toGiven({ given = {} }: Vector): Given {
  const { mode, env, approval } = given
  return {
    now: 0,
    cwd: '/rehearsal/elsewhere',
    realpath: (path) => path,
    env: isObject(env) ? (env as Record<string, string>) : {},
    ...((mode === 'enforce' || mode === 'observe') && { modeOverride: mode }),
    ...(approval !== undefined && { extra: { approval } }),
  }
}

const hostText = /^(.*(?:recondition|ostcondition|andbox(?: contract| rule)?|ession (?:contract|rule)) error:).*$/s

/** Texts of Python's own are compared by what stands before them. */
function withoutHostTexts(value: Json): Json {
  if (typeof value === 'string') return hostText.exec(value)?.[1] ?? value
  if (Array.isArray(value)) return value.map(withoutHostTexts)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutHostTexts(inner)]))
}
