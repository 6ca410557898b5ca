import type { AuditEvent } from '../audit/event.ts'
import { jsonText } from '../audit/json-text.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'

type RecordedCall = Pick<
  AuditEvent,
  'tool' | 'tool_raw' | 'args' | 'args_state' | 'agent' | 'policy_file' | 'context' | 'cwd' | 'time' | 'phase'
>

/**
 * The command that asks the policy about a recorded call again, quoted for the user's shell; empty where the call was
 * not kept, or was judged by an output, which never is. Values that were redacted before storage are given as stored.
 */
export function cliCall(event: RecordedCall, platform: NodeJS.Platform): string {
  const { tool, tool_raw, args, args_state, agent, policy_file, cwd, time } = event
  if (tool === undefined || args === undefined || args_state === 'none' || args_state === 'hashed') return ''
  if (event.phase !== undefined && event.phase !== 'before') return ''
  const { environment, principal } = isObject(event.context) ? event.context : {}
  const options: readonly (readonly [name: string, value: Json | undefined])[] = [
    ['--tool', tool],
    ['--tool-alias', tool_raw === tool ? undefined : tool_raw],
    ['--args', jsonText(args)],
    ['--agent', agent],
    ['--environment', environment],
    ['--principal', principal === undefined ? undefined : jsonText(principal)],
    ['--given', jsonText({ ...(time !== '' && { now: time }), ...(cwd !== undefined && { cwd }) })],
  ]
  const given = options.filter(([, value]) => typeof value === 'string') as [string, string][]
  const quote = platform === 'win32' ? quoteForPowerShell : quoteForSh
  return ['rehearsal', 'call', policy_file ?? '', ...given.flat()].map(quote).join(' ')
}

/** A word of a POSIX shell that stands for exactly this text. */
export function quoteForSh(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The same for PowerShell, whose native programs want double quotes escaped. */
export function quoteForPowerShell(text: string): string {
  return /^[\w@%+=:./\\-]+$/.test(text) ? text : `'${text.replaceAll("'", "''").replaceAll('"', '\\"')}'`
}
