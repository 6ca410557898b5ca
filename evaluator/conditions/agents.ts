import type { AgentCall, ToolNames } from '../call.ts'
import { isObject, type Json } from '../json/values.ts'

/** Agents' tool names → those of the classifier, whose own names stay as they are. */
const classifierNames: ToolNames = {
  ...named('Read', 'read_file view'),
  ...named('Write', 'write_file create'),
  ...named('Edit', 'replace apply_patch edit editFiles'),
  ...named(
    'Bash',
    'PowerShell bash powershell shell exec_command run_shell_command run_command Shell runTerminalCommand',
  ),
  ...named('Glob', 'list_files glob'),
  ...named('Grep', 'search_files search_file_content grep'),
  ...named('WebFetch', 'web_fetch'),
  ...named('WebSearch', 'google_web_search web_search'),
}

/** A call under the names that the classifier knows: its tool, and `file_path` where agents say it otherwise. */
export interface ForClassifier {
  readonly toolName: string
  readonly toolInput: Json
}

/** An agent's call as the classifier would get it; Claude Code's own calls stay exactly as they are. */
export function forClassifier({ agent, tool, args }: AgentCall): ForClassifier {
  const own = Object.hasOwn(classifierNames, tool) ? classifierNames[tool] : undefined
  if (own === undefined || agent === 'claude-code') return { toolName: tool, toolInput: args }
  return { toolName: own, toolInput: isObject(args) ? renamed(args) : args }
}

function renamed(args: { [key: string]: Json }): Json {
  const { path, absolute_path, filePath, cmd, ...rest } = args
  const file = args.file_path ?? path ?? absolute_path ?? filePath
  const command = args.command ?? cmd
  return {
    ...rest,
    ...(file === undefined ? {} : { file_path: file }),
    ...(command === undefined ? {} : { command: asLine(command) }),
  }
}

/** A list of words as one line. */
function asLine(command: Json): Json {
  return Array.isArray(command) && command.every((word) => typeof word === 'string') ? command.join(' ') : command
}

function named(name: string, agentNames: string): ToolNames {
  return Object.fromEntries(agentNames.split(' ').map((agentName) => [agentName, name]))
}
