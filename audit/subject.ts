import { isObject, type Json } from '../evaluator/json/values.ts'
import { escapeForDisplay } from './display.ts'
import type { AuditEvent } from './event.ts'

const longestSubject = 120
/** The arguments that tell one call of a tool from the next, the best first. */
export const tellingArguments: readonly string[] = [
  ...['command', 'cmd', 'file_path', 'path', 'notebook_path', 'url', 'query', 'pattern', 'prompt'],
]

/**
 * A call's telling argument (the command, path or URL), shortened, with everything that could hide or reorder text
 * escaped; a path inside the agent's folder without that folder. Empty where the call has no arguments.
 */
export function subjectOf({ args, cwd }: Pick<AuditEvent, 'args' | 'cwd'>): string {
  const text = tellingText(args)
  const inFolder = cwd !== undefined && text.startsWith(`${cwd}/`) ? text.slice(cwd.length + 1) : text
  const clean = escapeForDisplay(inFolder)
  return clean.length <= longestSubject ? clean : `${clean.slice(0, longestSubject)}…`
}

function tellingText(args: Json | undefined): string {
  if (!isObject(args)) return typeof args === 'string' ? args : ''
  const key = tellingArguments.find((name) => typeof args[name] === 'string') ?? Object.keys(args)[0]
  const value = key === undefined ? '' : args[key]
  return typeof value === 'string' ? value : JSON.stringify(value)
}
