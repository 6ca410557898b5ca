import type { AgentCall, Call, ToolNames } from '../../call.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'

/** Agents' own tool names → the page's action types. */
export const toolNames: ToolNames = {
  ...named('file_read', 'Read read_file view NotebookRead'),
  ...named('file_write', 'Write Edit MultiEdit NotebookEdit apply_patch write_file replace create edit editFiles'),
  ...named(
    'shell_exec',
    'Bash PowerShell bash powershell shell exec_command run_shell_command Shell runTerminalCommand',
  ),
  ...named('network', 'WebFetch web_fetch'),
}

/** Where an action's field is looked for among an agent's arguments: the first that is there counts. */
const sources: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  file_read: { path: ['file_path', 'path', 'notebook_path', 'absolute_path', 'filePath'] },
  file_write: { path: ['file_path', 'path', 'notebook_path', 'absolute_path', 'filePath'] },
  shell_exec: { command: ['command', 'cmd'] },
  network: { url: ['url'] },
}
const anyFields = { path: ['path'], command: ['command'], url: ['url'] }

function named(name: string, agentNames: string): ToolNames {
  return Object.fromEntries(agentNames.split(' ').map((agentName) => [agentName, name]))
}

/** An agent's call as an action of the page: its type, the one field of that type, and the agent's name. */
export function fromAgent(call: AgentCall, users: ToolNames): Call {
  const tool = typeOf(call.tool, users)
  return {
    tool,
    args: call.args instanceof Unknown ? call.args : fieldsOf(tool, call),
    agent: call.agentLabel,
    ...(tool === call.tool ? {} : { toolAlias: call.tool }),
    ...(call.output === undefined ? {} : { output: call.output }),
    ...(call.throws === undefined ? {} : { throws: call.throws }),
  }
}

function typeOf(tool: string, users: ToolNames): string {
  for (const names of [users, toolNames]) {
    const type = Object.hasOwn(names, tool) ? names[tool] : undefined
    if (type !== undefined) return type
  }
  return tool
}

function fieldsOf(type: string, { tool, args }: AgentCall): { [key: string]: Json } {
  if (!isObject(args)) return {}
  if (tool === 'apply_patch') return patchedPath(args)
  const wanted = Object.hasOwn(sources, type) ? sources[type] : anyFields
  const found: { [key: string]: Json } = {}
  for (const [field, keys] of Object.entries(wanted ?? anyFields)) {
    const value = keys.map((key) => textOf(args, key)).find((text) => text !== undefined)
    if (value !== undefined) found[field] = value
  }
  return found
}

/** A string, or a list of words as one line. */
function textOf(args: { [key: string]: Json }, key: string): string | Unknown | undefined {
  const value = Object.hasOwn(args, key) ? args[key] : undefined
  if (typeof value === 'string' || value instanceof Unknown) return value
  if (!Array.isArray(value) || value.length === 0) return undefined
  const unknown = value.find((part) => part instanceof Unknown)
  if (unknown instanceof Unknown) return unknown
  return value.every((part) => typeof part === 'string') ? value.join(' ') : undefined
}

/** The file that a patch changes; none when it changes several, since one path cannot stand for them all. */
function patchedPath(args: { [key: string]: Json }): { [key: string]: Json } {
  const path = textOf(args, 'file_path') ?? textOf(args, 'path')
  if (path !== undefined) return { path }
  const text = ['command', 'input', 'patch'].map((key) => textOf(args, key)).find((value) => value !== undefined)
  if (text instanceof Unknown) return { path: text }
  const header = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?)\r?$/gm
  const files = new Set([...(text ?? '').matchAll(header)].map((match) => match[1] as string))
  const [only] = files
  return files.size === 1 && only !== undefined ? { path: only } : {}
}
