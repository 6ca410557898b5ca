import type { AuditEvent } from '../../audit/event.ts'
import type { RecordedCall } from '../../audit/recorded-calls.ts'
import { parseOr } from '../../audit/row.ts'
import { recordedArgs } from '../../audit/stored-event.ts'
import type { AgentName } from '../../evaluator/call.ts'
import { isObject, type Json, Unknown } from '../../evaluator/json/values.ts'
import type { SourceCall } from './source.ts'

/** Agents by the name that their hook goes by when the command line names none. */
const agentNames: readonly AgentName[] = ['claude-code', 'codex', 'gemini-cli', 'cursor', 'copilot', 'mcp', 'sdk']

/** A call of Rehearsal's own log as it was put to the gate, as far as it was stored. */
export function storedCall(call: RecordedCall): SourceCall {
  const { source, agent, cwd, tool, args, argsState, redactedPaths } = call
  const event = {
    ...(args === null ? {} : { args: jsonOf(args) }),
    ...(argsState === null ? {} : { args_state: argsState }),
    ...(redactedPaths === null ? {} : { redacted_paths: parseOr(redactedPaths, ['']) }),
  } as Pick<AuditEvent, 'args' | 'args_state' | 'redacted_paths'>
  const recorded = recordedArgs(event as AuditEvent)
  const context = call.context === null ? {} : parseOr(call.context, {})
  const label = agent ?? ''
  return {
    agentCall: {
      agent: agentOf(source, label, isObject(context) ? context.agent : undefined),
      agentLabel: label,
      tool: tool ?? '',
      args: recorded,
      ...(isObject(context) && context.principal !== undefined ? { principal: context.principal } : {}),
      ...(isObject(context) && typeof context.environment === 'string' ? { environment: context.environment } : {}),
    },
    own: null,
    cwd: cwd ?? '/',
    stored: recorded instanceof Unknown ? 'without-arguments' : redactedPaths === null ? 'whole' : 'in-part',
  }
}

/** The product behind a hook whose command line gives it another name is stored beside the call. */
function agentOf(source: string, label: string, stored: Json | undefined): AgentName {
  if (source === 'mcp' || source === 'sdk') return source
  return agentNames.find((name) => name === stored) ?? agentNames.find((name) => name === label) ?? 'claude-code'
}

/** Numbers that JavaScript's own reader would change are read by ours, which is slower. */
const keepsMore = /\d[.eE]|\d{16}/

function jsonOf(text: string): Json {
  if (keepsMore.test(text)) return parseOr(text, null)
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}
