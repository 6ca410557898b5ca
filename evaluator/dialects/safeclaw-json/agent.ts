import type { AgentCall, Call, ToolNames } from '../../call.ts'
import { forClassifier } from '../../conditions/agents.ts'
import { actionTypes } from '../../conditions/classify.ts'
import type { Json } from '../../json/values.ts'
import { subjectOf } from './subject.ts'

/** Tools of the classifier → the action types it makes of them. */
export const toolNames: ToolNames = actionTypes

/**
 * An agent's call, classified as SafeClaw's gateway does it: `tool` is the action type and `args` its resource, the tool
 * call itself goes along in `extra`. A tool that the user's settings name is that action type, and reaches the policy.
 */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const extra: Record<string, Json> = { ...forClassifier(call) }
  const beside = {
    agent: call.agentLabel,
    toolAlias: call.tool,
    ...(call.output === undefined ? {} : { output: call.output }),
    ...(call.throws === undefined ? {} : { throws: call.throws }),
  }
  try {
    const { type, resource } = subjectOf({ tool: call.tool, args: call.args, extra })
    const args = { resource: resource as Json }
    const own = Object.hasOwn(users, call.tool) ? users[call.tool] : undefined
    return own === undefined
      ? { tool: String(type), args, extra: { ...extra, classified: true }, ...beside }
      : { tool: own, args, ...beside }
  } catch {
    return { tool: call.tool, args: {}, extra, ...beside }
  }
}
