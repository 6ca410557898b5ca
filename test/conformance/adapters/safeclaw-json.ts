import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { safeclawJson } from '../../../evaluator/dialects/safeclaw-json/index.ts'
import type { SafeclawJsonModel } from '../../../evaluator/dialects/safeclaw-json/model.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import { type Adapter, firstDifference, type Vector } from '../adapter.ts'

export const adapter: Adapter<SafeclawJsonModel> = {
  dialect: safeclawJson,
  toCall(json, vector) {
    const extra: { [key: string]: Json } = isObject(json) ? json : {}
    const call: Call = { tool: '', args: {}, extra }
    return { call, given: givenOf(vector) }
  },
  compareAnswer: (expected, got) => firstDifference(expected, parseJson(JSON.stringify(got))),
}

function givenOf({ given = {} }: Vector): Given {
  const { now, cwd, ...extra } = given
  return {
    ...nothingGiven,
    ...(typeof now === 'string' ? { now: Date.parse(now) } : {}),
    ...(typeof cwd === 'string' ? { cwd } : {}),
    extra,
  }
}
