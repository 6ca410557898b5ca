import { isObject } from '../../evaluator/json/values.ts'
import { type AgentHook, silence } from '../agent-hook.ts'
import { payloadReader } from '../payload.ts'
import { onlyWatches, parsedIfText } from '../watched.ts'

const readPayload = payloadReader({
  product: 'Copilot',
  phases: { PreToolUse: 'before', PostToolUse: 'after', PostToolUseFailure: 'failed' },
  sessionStart: 'SessionStart',
  call: ({ tool_name, tool_input }) => ({ tool: tool_name, args: parsedIfText(tool_input ?? null) }),
  afterwards(fields, _, phase) {
    const response = fields.tool_response ?? fields.tool_result ?? null
    const text = isObject(response) ? (response.textResultForLlm ?? response.text_result_for_llm) : undefined
    if (phase === 'after') return { response, output: text ?? response }
    const { error } = fields
    const message = isObject(error) ? error.message : error
    const throws = typeof message === 'string' ? message : JSON.stringify(error ?? null)
    return { output: throws, throws }
  },
})

/**
 * The hooks of Copilot CLI under PascalCase event names, which give Claude Code's payload and tool names, and those of
 * VS Code's own agent; observed only: they follow the documentation of 2026, and no payload of a running one was
 * recorded yet.
 */
export const copilotHook: AgentHook = onlyWatches({
  agent: 'copilot',
  word: 'copilot',
  product: 'Copilot',
  readPayload,
  silence,
})
