import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import { safeclaw } from '../../../evaluator/dialects/safeclaw/index.ts'
import type { SafeclawModel } from '../../../evaluator/dialects/safeclaw/model.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import type { Adapter } from '../adapter.ts'

export const adapter: Adapter<SafeclawModel> = {
  dialect: safeclaw,
  toCall(json) {
    const { type = '', agent, ...args }: { [key: string]: Json } = isObject(json) ? json : {}
    const call: Call = {
      tool: String(type),
      args,
      ...(typeof agent === 'string' ? { agent } : {}),
    }
    return { call, given: nothingGiven }
  },
}
