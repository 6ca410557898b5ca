import type { AgentCall, Call, ToolNames } from '../../call.ts'
import type { Json } from '../../json/values.ts'

/** Agents' own tool names → the capability that a rule would name. */
export const toolNames: ToolNames = {
  ...named(
    'shell.execute',
    'Bash PowerShell bash powershell shell exec_command run_shell_command Shell runTerminalCommand',
  ),
  ...named(
    'filesystem.read',
    'Read Grep Glob LS NotebookRead read_file read_many_files grep_search glob search_file_content list_directory view grep',
  ),
  ...named(
    'filesystem.write',
    'Write Edit MultiEdit NotebookEdit write_file replace create edit apply_patch editFiles',
  ),
  ...named('filesystem.delete', 'Delete'),
  ...named('network.request', 'WebFetch WebSearch web_fetch web_search google_web_search'),
}

function named(capability: string, tools: string): ToolNames {
  return Object.fromEntries(tools.split(' ').map((tool) => [tool, capability]))
}

/** An agent's call as the engine's own adapters make an event of it: environment `production`, risk `medium`. */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const capability = capabilityOf(call.tool, users)
  const metadata: { [key: string]: Json } = { tool_name: call.tool, framework: call.agent }
  const { output, throws } = call
  return {
    tool: capability,
    toolAlias: call.tool,
    args: call.args,
    agent: call.agentLabel,
    environment: call.environment ?? 'production',
    metadata,
    extra: { risk: 'medium' },
    ...(output === undefined ? {} : { output }),
    ...(throws === undefined ? {} : { throws }),
  }
}

/** The user's name, ours, the one for MCP tools, else `<tool>.execute` as the adapters name what they do not know. */
function capabilityOf(tool: string, users: ToolNames): string {
  for (const names of [users, toolNames]) {
    const capability = Object.hasOwn(names, tool) ? names[tool] : undefined
    if (capability !== undefined) return capability
  }
  return /^mcp__.+?__.+$|^MCP:/s.test(tool) ? 'mcp.tool.execute' : `${tool}.execute`
}
