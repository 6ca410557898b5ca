import type { AgentCall, Call, ToolNames } from '../../call.ts'
import { forClassifier } from '../../conditions/agents.ts'
import { actionTypes, classify } from '../../conditions/classify.ts'
import { plainTree } from '../../conditions/plain.ts'

/** Tools of the classifier → the action types it makes of them. */
export const toolNames: ToolNames = actionTypes

/** An agent's call as an action envelope: the classifier's type and resource, the arguments as parameters. */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const { actionType, resource } = classified(call)
  const own = Object.hasOwn(users, call.tool) ? users[call.tool] : undefined
  return {
    tool: own ?? actionType,
    args: call.args,
    toolAlias: call.tool,
    agent: call.agentLabel,
    extra: { resource },
    ...(call.principal === undefined ? {} : { principal: call.principal }),
    ...(call.environment === undefined ? {} : { environment: call.environment }),
    ...(call.output === undefined ? {} : { output: call.output }),
    ...(call.throws === undefined ? {} : { throws: call.throws }),
  }
}

function classified(call: AgentCall): ReturnType<typeof classify> {
  const { toolName, toolInput } = forClassifier(call)
  try {
    return classify(toolName, plainTree(toolInput))
  } catch {
    return { actionType: `unknown.${toolName}`, resource: '' }
  }
}
