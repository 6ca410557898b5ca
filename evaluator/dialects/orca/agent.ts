import type { AgentCall, Call, ToolNames } from '../../call.ts'

/** Agents' own tool names → names in the firewall's manner; what new files get as their `tool_names`. */
export const toolNames: ToolNames = {
  ...named(
    'shell.exec',
    'Bash PowerShell bash powershell shell exec_command run_shell_command Shell runTerminalCommand',
  ),
  ...named('http_fetch', 'WebFetch web_fetch'),
  ...named('web_search', 'WebSearch google_web_search'),
  ...named('file.read', 'Read read_file view NotebookRead'),
  ...named('file.write', 'Write write_file create'),
  ...named('file.edit', 'Edit MultiEdit NotebookEdit replace apply_patch edit editFiles'),
}

function named(name: string, agentNames: string): ToolNames {
  return Object.fromEntries(agentNames.split(' ').map((agentName) => [agentName, name]))
}

/**
 * An agent's call as the firewall would see it. Where a document has `tool_names` of its own, it is judged by the name in
 * `toolAlias` instead, unless the user's settings named the tool.
 */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const own = Object.hasOwn(users, call.tool) ? users[call.tool] : undefined
  return {
    tool: own ?? defaultName(call.tool),
    args: call.args,
    agent: call.agentLabel,
    surface: call.agent === 'mcp' || call.agent === 'sdk' ? 'mcp' : 'response',
    ...(own === undefined ? { toolAlias: call.tool } : {}),
    ...(call.output === undefined ? {} : { output: call.output }),
    ...(call.throws === undefined ? {} : { throws: call.throws }),
  }
}

function defaultName(tool: string): string {
  const name = Object.hasOwn(toolNames, tool) ? toolNames[tool] : undefined
  if (name !== undefined) return name
  const [, server, inner] = /^mcp__(.+?)__(.+)$/s.exec(tool) ?? []
  return server === undefined ? tool : `${server}.${inner}`
}
