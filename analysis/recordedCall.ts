import type { AuditEvent } from '../audit/event.ts'
import { recordedArgs } from '../audit/stored-event.ts'
import { type AgentCall, type AgentName, type Call, type Given, nothingGiven } from '../evaluator/call.ts'
import type { Dialect } from '../evaluator/dialect.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'

/** A recorded call, as a dialect would have been asked about it. */
export interface RecordedCall {
  readonly call: Call
  readonly given: Given
}

const products: ReadonlySet<string> = new Set<AgentName>([
  ...(['claude-code', 'codex', 'gemini-cli', 'cursor', 'copilot', 'mcp', 'sdk'] as const),
])

/**
 * The call of a recorded decision in `dialect`'s own words; `Unknown` wherever the value that was judged was not stored.
 * A tool that users gave another name keeps it where the event is of the same dialect.
 */
export function recordedCall(event: AuditEvent, dialect: Dialect): RecordedCall {
  const asAgent = agentCallOf(event)
  const usual = dialect.fromAgent(asAgent, {})
  const renamed = event.dialect === dialect.name && event.tool !== undefined && event.tool !== usual.tool
  const call = renamed ? dialect.fromAgent(asAgent, { [asAgent.tool]: event.tool ?? usual.tool }) : usual
  const { session, cwd = nothingGiven.cwd, time } = event
  const given: Given = { ...nothingGiven, cwd, now: Date.parse(time), ...(session === undefined ? {} : { session }) }
  return { call, given }
}

function agentCallOf(event: AuditEvent): AgentCall {
  const { agent = '', source, tool, tool_raw } = event
  const context: { [key: string]: Json } = isObject(event.context) ? event.context : {}
  const { principal, environment } = context
  return {
    agent: productOf(agent, source),
    agentLabel: agent,
    tool: tool_raw ?? tool ?? '',
    args: recordedArgs(event),
    ...(principal === undefined ? {} : { principal }),
    ...(typeof environment === 'string' ? { environment } : {}),
  }
}

function productOf(label: string, source: AuditEvent['source']): AgentName {
  if (source === 'mcp' || source === 'sdk') return source
  return products.has(label) ? (label as AgentName) : 'claude-code'
}
