import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import { agentAssemblySandbox } from '../../../evaluator/dialects/agent-assembly-sandbox/index.ts'
import type { SandboxModel } from '../../../evaluator/dialects/agent-assembly-sandbox/model.ts'
import type { Json } from '../../../evaluator/json/values.ts'
import type { Adapter } from '../adapter.ts'

interface PageCall {
  readonly tool: string
  readonly args: Json
  readonly tool_alias?: string
  readonly agent?: string
  readonly agent_mode?: string
  readonly output?: Json
}

export const adapter: Adapter<SandboxModel> = {
  dialect: agentAssemblySandbox,
  toCall(json) {
    const { tool, args, tool_alias, agent, agent_mode, output } = json as unknown as PageCall
    const call: Call = {
      tool,
      args,
      ...(tool_alias === undefined ? {} : { toolAlias: tool_alias }),
      ...(agent === undefined ? {} : { agent }),
      ...(agent_mode === undefined ? {} : { extra: { agent_mode } }),
      ...(output === undefined ? {} : { output }),
    }
    return { call, given: nothingGiven }
  },
}
