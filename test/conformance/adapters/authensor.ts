import { nothingGiven } from '../../../evaluator/call.ts'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import type { AuthensorModel } from '../../../evaluator/dialects/authensor/model.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { type Adapter, firstDifference } from '../adapter.ts'

export const adapter: Adapter<AuthensorModel> = {
  dialect: authensor,
  toCall: (envelope, { given = {} }) => ({
    call: { tool: '', args: {}, extra: { envelope } },
    given: { ...nothingGiven, extra: given },
  }),
  compareAnswer: (expected, got) => firstDifference(expected, parseJson(JSON.stringify(got))),
}
