import type { AgentCall, Call, ToolNames } from '../../call.ts'

/** Agents' own tool names → the names that the Sandbox page uses. */
export const toolNames: ToolNames = {
  ...named('bash', 'Bash PowerShell powershell exec_command run_shell_command Shell runTerminalCommand'),
  ...named('read_file', 'Read read_file view'),
  ...named('write_file', 'Write write_file create'),
  ...named('edit_file', 'Edit MultiEdit NotebookEdit replace apply_patch editFiles'),
  ...named('search_files', 'Glob Grep grep_search'),
  ...named('web_fetch', 'WebFetch web_fetch'),
  ...named('web_search', 'WebSearch google_web_search'),
  ...named('agent', 'Task Agent'),
}

function named(name: string, agentNames: string): ToolNames {
  return Object.fromEntries(agentNames.split(' ').map((agentName) => [agentName, name]))
}

/** An agent's call in this dialect's words; the agent's own name stays as the alias where it was translated. */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const tool = translate(call.tool, users)
  return {
    tool,
    args: call.args,
    agent: call.agentLabel,
    ...(tool === call.tool ? {} : { toolAlias: call.tool }),
    ...(call.output === undefined ? {} : { output: call.output }),
  }
}

function translate(tool: string, users: ToolNames): string {
  for (const names of [users, toolNames]) {
    const name = Object.hasOwn(names, tool) ? names[tool] : undefined
    if (name !== undefined) return name
  }
  const [, server, name] = /^mcp__(.+?)__(.+)$/s.exec(tool) ?? []
  return server === undefined ? tool : `${server}.${name}`
}
