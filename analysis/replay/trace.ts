import { type Container, entriesOf } from '../../audit/readers/entries.ts'
import type { Members } from '../../audit/readers/foreign-event.ts'
import { failure, type Result, success } from '../../audit/result.ts'
import type { Call } from '../../evaluator/call.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import { sourceOfTold, type Told } from './foreignLog.ts'
import type { ReplayWindow } from './report.ts'
import type { ReplaySource } from './source.ts'

/** Keys of an event that are no metadata. */
const ownKeys: ReadonlySet<string> = new Set([
  ...['actor', 'agent_id', 'action', 'tool_name', 'resource', 'risk_category', 'environment', 'risk', 'risk_score'],
  ...['metadata', 'decision', 'capability', 'payload', 'tool', 'reason', 'tool_invoked', 'timestamp', 'call_id', 'id'],
])
const looked = 20

/** Reads a trace of calls in CapFence's manner, lines or a list, with its header or without; null when it is none. */
export function readTrace(file: string, window: ReplayWindow): Result<ReplaySource> | null {
  try {
    const container = (['lines', 'list'] as const).find((way) => isTrace(file, way))
    if (container === undefined) return null
    let odd = 0
    const told = function* (): Generator<Told> {
      for (const { members, line } of entriesOf(file, container)) {
        const call = members === null ? null : callOf(members)
        if (call !== null) yield toldOf(call, line, timeOf(members?.timestamp))
        else if (members === null || !isHeader(members)) odd++
      }
    }
    const source = sourceOfTold(told(), window)
    const sentence = `${odd} ${odd === 1 ? 'entry is' : 'entries are'} no call.`
    const aside = odd === 0 ? [] : [{ reason: 'unreadable' as const, count: odd, sentence }]
    return success({ ...source, aside: [...source.aside, ...aside] })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failure('damaged', file, `${file} cannot be read (${why}).`)
  }
}

function isTrace(file: string, container: Container): boolean {
  let entries = 0
  for (const { members } of entriesOf(file, container)) {
    if (members === null) return false
    if (isHeader(members)) return true
    if (callOf(members) === null) return false
    if (++entries === looked) break
  }
  return entries > 0
}

function isHeader(members: Members): boolean {
  return Object.hasOwn(members, 'capfence_replay_version')
}

/** The call of one event: with a capability, or the parts that CapFence builds one of. */
function callOf(event: Members): Call | null {
  const capability = textOf(event.capability) ?? textOf(event.tool) ?? dotted(event.tool_name)
  const payload = event.payload
  const action = textOf(event.action) ?? textOf(event.tool_name)
  if (capability === undefined && (action === undefined || !Object.hasOwn(event, 'resource'))) return null
  if (payload !== undefined && payload !== null && !isObject(payload)) return null
  const metadata: { [key: string]: Json } = isObject(event.metadata) ? { ...event.metadata } : {}
  for (const [key, value] of Object.entries(event)) if (!ownKeys.has(key)) metadata[key] = value
  const resource = textOf(event.resource) ?? textOf(event.risk_category)
  const risk = textOf(event.risk) ?? textOf(event.risk_score)
  return {
    tool: capability ?? '',
    args: payload ?? {},
    agent: textOf(event.actor) ?? textOf(event.agent_id) ?? 'trace-replay',
    environment: textOf(event.environment) ?? 'production',
    metadata,
    extra: {
      ...(capability === undefined ? { capability: null } : {}),
      ...(resource === undefined ? {} : { resource }),
      ...(action === undefined ? {} : { action }),
      ...(risk === undefined ? {} : { risk }),
    },
  }
}

function toldOf(call: Call, line: number, time: number): Told {
  const stored = { agentCall: null, own: { dialect: 'capfence', call }, cwd: '/', stored: 'whole' } as const
  return { call: stored, key: JSON.stringify(call), id: `trace:${line}`, place: line, session: '', time }
}

/** Milliseconds since the epoch; 0 where it says none. */
function timeOf(value: Json | undefined): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? 0 : at
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function dotted(value: Json | undefined): string | undefined {
  const text = textOf(value)
  return text?.includes('.') ? text : undefined
}
