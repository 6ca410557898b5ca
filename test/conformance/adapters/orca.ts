import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import type { OrcaModel } from '../../../evaluator/dialects/orca/model.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import type { Adapter } from '../adapter.ts'

export const adapter: Adapter<OrcaModel> = {
  dialect: orca,
  toCall(json) {
    const request: { [key: string]: Json } = isObject(json) ? json : {}
    const { tool_name = '', surface = 'inbound', ...extra } = request
    const call: Call = { tool: String(tool_name), args: {}, surface: String(surface), extra }
    return { call, given: nothingGiven }
  },
}
