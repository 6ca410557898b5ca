import type { AgentCall, Call, ToolNames } from '../../call.ts'

/** Edictum policies name tools as the agent does. */
export const toolNames: ToolNames = {}

/** The call as the agent made it; only the user's own names are laid over it. */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const tool = (Object.hasOwn(users, call.tool) ? users[call.tool] : undefined) ?? call.tool
  return {
    tool,
    args: call.args,
    agent: call.agentLabel,
    ...(tool !== call.tool && { toolAlias: call.tool }),
    ...(call.output !== undefined && { output: call.output }),
    ...(call.throws !== undefined && { throws: call.throws }),
    ...(call.principal !== undefined && { principal: call.principal }),
    ...(call.environment !== undefined && { environment: call.environment }),
  }
}
