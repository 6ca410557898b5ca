/** Everything that the Sandbox page leaves open and that is settled here; change it here and nowhere else. */
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { compactJson } from '../../json/write.ts'

export const documentKeys = ['name', 'enforcement_mode', 'rules', 'agent_overrides'] as const
export const ruleKeys = ['name', 'id', 'action', 'reason', 'match'] as const
export const matchKeys = ['tool_name', 'command_pattern', 'output_contains_pattern'] as const
export const overrideKeys = ['agent_glob', 'enforcement_mode'] as const

/** `requires_approval` is read as `require_approval`. */
export const actionWords = {
  allow: 'allow',
  deny: 'deny',
  redact: 'redact',
  require_approval: 'require_approval',
  requires_approval: 'require_approval',
} as const

/** Load errors in order of weight: with several defects the first of these is the document's category. */
export const categories = [
  'syntax',
  'shape',
  'unknown-key',
  'unknown-value',
  'regex',
  'duplicate-name',
  'name-and-id',
] as const
export type Category = (typeof categories)[number]

export const reasonWhenDisabled = 'enforcement is disabled'
export const reasonWhenNothingMatched = 'no rule matched'
export const redacted = '[REDACTED]'

export function labelOfNamelessRule(index: number): string {
  return `rules[${index}]`
}

export function reasonOfSilentRule(label: string): string {
  return `matched ${label}`
}

/** What `command_pattern` is searched in: `args.command`, else `args.cmd`, a string or a list of strings joined by one space. */
export function commandText(args: Json): string | undefined | Unknown {
  if (args instanceof Unknown) return args
  if (!isObject(args)) return undefined
  return textOf(args, 'command') ?? textOf(args, 'cmd')
}

function textOf(args: { [key: string]: Json }, key: string): string | undefined | Unknown {
  const value = Object.hasOwn(args, key) ? args[key] : undefined
  if (typeof value === 'string' || value instanceof Unknown) return value
  if (!Array.isArray(value)) return undefined
  const unknown = value.find((part) => part instanceof Unknown)
  if (unknown instanceof Unknown) return unknown
  return value.every((part) => typeof part === 'string') ? value.join(' ') : undefined
}

/** What `output_contains_pattern` is searched in: a string as it is, anything else as compact JSON. */
export function outputText(output: Json): string | Unknown {
  if (typeof output === 'string' || output instanceof Unknown) return output
  return compactJson(output)
}
