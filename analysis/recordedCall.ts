import type { AuditEvent } from '../audit/event.ts'
import { recordedArgs } from '../audit/stored-event.ts'
import { type AgentCall, type AgentName, agentNames, type Call, type Given, nothingGiven } from '../evaluator/call.ts'
import type { Dialect } from '../evaluator/dialect.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'

/** A recorded call, as a dialect would have been asked about it. */
export interface RecordedCall {
  readonly call: Call
  readonly given: Given
}

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

/** The call of a recorded decision in the agent's own words; `Unknown` wherever the value was not stored. */
export function agentCallOf(event: AuditEvent): AgentCall {
  const { agent = '', source, context = {}, tool, tool_raw } = event
  return { ...callerOf(source, agent, context), tool: tool_raw ?? tool ?? '', args: recordedArgs(event) }
}

/** Who made a call, of a recorded decision's source, agent and context. */
export function callerOf(source: string, label: string, context: Json): Omit<AgentCall, 'tool' | 'args'> {
  const { principal, environment, product } = isObject(context) ? context : {}
  return {
    agent: productOf(source, label, product),
    agentLabel: label,
    ...(principal === undefined ? {} : { principal }),
    ...(typeof environment === 'string' ? { environment } : {}),
  }
}

/** The label is the product's name unless the command line named another; then the context holds the product. */
function productOf(source: string, label: string, product: Json | undefined): AgentName {
  if (source === 'mcp' || source === 'sdk') return source
  return agentNames.find((name) => name === (product ?? label)) ?? 'claude-code'
}
