import type { Unknown } from '../json/values.ts'
import { member, textOf, unknownIn } from './plain.ts'
import { redactResource } from './redact.ts'

/** An agent's tool call as a policy sees it. */
export interface Classified {
  readonly actionType: string
  readonly resource: string | Unknown
}

/** The tools that SafeClaw's classifier knows, and the action types it makes of them. */
export const actionTypes: Readonly<Record<string, string>> = {
  Read: 'safe.read.file',
  Glob: 'safe.read.glob',
  Grep: 'safe.read.grep',
  ...each(
    'safe.read.meta',
    'TodoWrite AskUserQuestion ExitPlanMode EnterPlanMode ListMcpResourcesTool ReadMcpResourceTool Skill TaskOutput',
  ),
  ...each('filesystem.write', 'Write Edit NotebookEdit'),
  Bash: 'code.exec',
  TaskStop: 'code.exec.kill',
  WebFetch: 'network.http',
  WebSearch: 'network.search',
  Task: 'agent.subagent',
}

/** Where a tool's resource is looked for: the first of these that is not empty. */
export const resourceKeys = [
  'file_path',
  'notebook_path',
  'url',
  'command',
  'pattern',
  'query',
  'description',
  'skill',
] as const

/** A policy sees no more of a resource than this many UTF-16 units. */
const longest = 200

/**
 * Classifies a tool call as SafeClaw's classifier does, from plain values. Throws `TypeError` where it does: for names
 * that every JavaScript object inherits.
 */
export function classify(toolName: unknown, input: unknown): Classified {
  if (typeof toolName !== 'string' || toolName === '') return { actionType: 'unknown', resource: '' }
  return { actionType: actionTypeOf(toolName), resource: resourceOf(toolName, input || {}) }
}

/** The action type of a tool's name. */
export function actionTypeOf(toolName: string): string {
  if (Object.hasOwn(actionTypes, toolName)) return actionTypes[toolName] ?? ''
  if (toolName in {}) throw new TypeError(`the classifier takes \`${toolName}\` for one of its own members`)
  if (!toolName.startsWith('mcp__')) return `unknown.${toolName}`
  const [, server, ...tool] = toolName.split('__')
  return `mcp.${server || 'unknown'}.${tool.join('.') || 'unknown'}`
}

function resourceOf(toolName: string, input: unknown): string | Unknown {
  if (!toolName.startsWith('mcp__')) {
    const found = firstTruthy(input)
    // What is no string is taken as its text: the classifier neither looks for secrets in it nor cuts it.
    if (found) return typeof found === 'string' ? cut(redactResource(found)) : (unknownIn(found) ?? textOf(found))
  }
  return unknownIn(input) ?? cut(redactResource(cut(JSON.stringify(input))))
}

/** The first of the classifier's members that is there and not empty. */
export function firstTruthy(input: unknown): unknown {
  for (const key of resourceKeys) {
    const value = member(input, key)
    if (value) return value
  }
  return undefined
}

function cut(text: string): string {
  return text.slice(0, longest)
}

function each(type: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]))
}
