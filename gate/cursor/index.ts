import { isObject, type Json } from '../../evaluator/json/values.ts'
import { type AgentHook, type HookAnswer, silence } from '../agent-hook.ts'
import { type Fields, payloadReader } from '../payload.ts'
import { onlyWatches, parsedIfText } from '../watched.ts'

/** Cursor reads an empty object as no say. */
const nothing: HookAnswer = { ...silence, stdout: '{}' }

const readPayload = payloadReader({
  product: 'Cursor',
  phases: {
    preToolUse: 'before',
    postToolUse: 'after',
    postToolUseFailure: 'failed',
    beforeShellExecution: 'before',
    afterShellExecution: 'after',
    beforeMCPExecution: 'before',
    afterMCPExecution: 'after',
    beforeReadFile: 'before',
  },
  sessionStart: 'sessionStart',
  names: { session: 'conversation_id', agentVersion: 'cursor_version' },
  call,
  afterwards(fields, _, phase) {
    const response = parsedIfText(fields.tool_output ?? fields.result_json ?? fields.output ?? null)
    if (phase === 'after') return { response, output: response }
    const throws = typeof fields.error_message === 'string' ? fields.error_message : 'failed'
    return { output: throws, throws }
  },
})

/** The events of one kind of tool name no tool, and give its arguments as fields of their own. */
function call(fields: Fields, name: string): { tool: Json | undefined; args: Json | undefined } {
  if (name.endsWith('ShellExecution')) return { tool: 'Shell', args: chosen(fields, 'command') }
  if (name === 'beforeReadFile') return { tool: 'Read', args: chosen(fields, 'file_path') }
  const args = parsedIfText(fields.tool_input ?? null)
  const tool = fields.tool_name
  return { tool: name.endsWith('MCPExecution') && typeof tool === 'string' ? `MCP:${tool}` : tool, args }
}

function chosen(fields: Fields, key: string): Json {
  const value = fields[key]
  return isObject(value) || value === undefined ? {} : { [key]: value }
}

/**
 * Cursor's hooks, observed only: they follow its documentation of 2026, and no payload of a running Cursor was recorded
 * yet.
 */
export const cursorHook: AgentHook = onlyWatches({
  agent: 'cursor',
  word: 'cursor',
  product: 'Cursor',
  readPayload,
  silence: nothing,
})
