import { payloadReader } from '../payload.ts'
import { textOf } from '../text-answer.ts'

/** Reads what Codex hands its hooks on stdin; a shell call of any kind arrives as `Bash` with its `command`. */
export const readPayload = payloadReader({
  product: 'Codex',
  phases: { PreToolUse: 'before', PostToolUse: 'after' },
  sessionStart: 'SessionStart',
  afterwards(fields) {
    const response = fields.tool_response ?? null
    return { response, output: textOf(response) }
  },
})
