import type { AgentCall, Call, ToolNames } from '../../call.ts'
import { payloadText } from './action.ts'

/** Agents' tool names stay as they are: the gateway compares them letter by letter. */
export const toolNames: ToolNames = {}

/** `ToolCall {name, args}`: the agent's own name, and its arguments as JSON text where all of them are known. */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const tool = (Object.hasOwn(users, call.tool) ? users[call.tool] : undefined) ?? call.tool
  return {
    tool,
    args: typeof call.args === 'string' ? JSON.stringify(call.args) : (payloadText(call.args) ?? call.args),
    agent: call.agentLabel,
    ...(tool === call.tool ? {} : { toolAlias: call.tool }),
    ...(call.output === undefined ? {} : { output: call.output }),
    ...(call.throws === undefined ? {} : { throws: call.throws }),
  }
}
