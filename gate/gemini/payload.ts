import { isObject, type Json } from '../../evaluator/json/values.ts'
import { payloadReader } from '../payload.ts'
import { textOf } from '../text-answer.ts'

/** Reads what Gemini CLI hands its hooks on stdin; its calls have no ids. */
export const readPayload = payloadReader({
  product: 'Gemini CLI',
  phases: { BeforeTool: 'before', AfterTool: 'after' },
  sessionStart: 'SessionStart',
  afterwards(fields) {
    const response = fields.tool_response ?? null
    const shown = isObject(response) && response.llmContent !== undefined ? response.llmContent : response
    const output = textOf(shown)
    const failure = isObject(response) ? response.error : undefined
    if (failure === undefined || failure === null) return { response, output }
    return { phase: 'failed', response, output, throws: textOfFailure(failure) }
  },
})

function textOfFailure(failure: Json): string {
  const message = isObject(failure) ? failure.message : failure
  return typeof message === 'string' ? message : JSON.stringify(failure)
}
