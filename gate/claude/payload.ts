import { payloadReader } from '../payload.ts'
import { outputOf } from './output.ts'

/** Reads what Claude Code hands its hooks on stdin; anything odd comes back as a problem. */
export const readPayload = payloadReader({
  product: 'Claude Code',
  phases: { PreToolUse: 'before', PostToolUse: 'after', PostToolUseFailure: 'failed' },
  sessionStart: 'SessionStart',
  afterwards(fields, tool, phase) {
    if (phase === 'after') {
      const response = fields.tool_response ?? null
      return { response, output: outputOf(tool, response) }
    }
    const throws = typeof fields.error === 'string' ? fields.error : JSON.stringify(fields.error ?? null)
    return { output: throws, throws }
  },
})
