import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import type { AgentAssemblyModel } from '../../../evaluator/dialects/agent-assembly/model.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import { type Adapter, firstDifference, type Vector } from '../adapter.ts'

export const adapter: Adapter<AgentAssemblyModel> = {
  dialect: agentAssembly,
  toCall: (call, vector) => ({ call: callOf(call), given: givenOf(vector) }),
  compareLoad: (expected, model) => firstDifference(comparable(expected as Json), comparable(model.nativeLoad)),
}

function callOf(json: Json): Call {
  const tool = isObject(json) ? json.ToolCall : undefined
  if (isObject(tool)) return { tool: String(tool.name), args: tool.args ?? '' }
  return { tool: '', args: null, extra: isObject(json) ? json : {} }
}

function givenOf({ given = {} }: Vector): Given {
  const { mode, now, ...extra } = given
  return {
    ...nothingGiven,
    now: typeof now === 'string' ? Date.parse(now) : 0,
    ...(mode === 'enforce' || mode === 'observe' || mode === 'disabled' ? { modeOverride: mode } : {}),
    extra,
  }
}

/** A load answer without what the conformance page calls information: `detail`, and the words of messages. */
function comparable(load: Json): Json {
  if (!isObject(load)) return load
  const { detail: _, ...rest } = load
  const listed = Object.entries(rest).map(([key, value]) => [
    key,
    key === 'errors' || key === 'warnings' ? sorted(value) : value,
  ])
  return Object.fromEntries(listed) as Json
}

function sorted(list: Json | undefined): Json {
  if (!Array.isArray(list)) return list ?? null
  const places = list.map((item) => {
    const { message: _, ...place } = isObject(item) ? item : {}
    return place
  })
  const keyOf = (place: { [key: string]: Json }): string =>
    `${place.document ?? 0}\n${place.field}\n${place.line ?? ''}`
  return places.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}
