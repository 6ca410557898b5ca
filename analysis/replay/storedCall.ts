import type { AuditEvent } from '../../audit/event.ts'
import type { CallFrame, RecordedCall } from '../../audit/recorded-calls.ts'
import { parseOr } from '../../audit/row.ts'
import { recordedArgs } from '../../audit/stored-event.ts'
import type { AgentCall } from '../../evaluator/call.ts'
import { type Json, Unknown } from '../../evaluator/json/values.ts'
import { callerOf } from '../recordedCall.ts'
import type { SourceCall } from './source.ts'

/** Makes a call of Rehearsal's own log what it was when it was put to the gate, as far as it was stored. */
export function storedCalls(frames: readonly CallFrame[]): (call: RecordedCall) => SourceCall {
  const ready = new Map(frames.map((frame) => [frame.frame, readyFrame(frame)]))
  return ({ frame, tool, args, redactedPaths }) => {
    const { caller, cwd, argsState } = ready.get(frame) ?? nobody
    const whole = argsState === 'whole' && redactedPaths === null && args !== null
    const recorded = whole ? jsonOf(args) : recordedValue(args, argsState, redactedPaths)
    return {
      agentCall: { ...caller, tool: tool ?? '', args: recorded },
      own: null,
      cwd,
      stored: recorded instanceof Unknown ? 'without-arguments' : redactedPaths === null ? 'whole' : 'in-part',
    }
  }
}

interface ReadyFrame {
  readonly caller: Omit<AgentCall, 'tool' | 'args'>
  readonly cwd: string
  readonly argsState: string
}

const nobody: ReadyFrame = { caller: { agent: 'claude-code', agentLabel: '' }, cwd: '/', argsState: 'none' }

function readyFrame({ source, agent, cwd, argsState, context }: CallFrame): ReadyFrame {
  const stored: Json = context === '' ? {} : parseOr(context, {})
  return { caller: callerOf(source, agent, stored), cwd: cwd === '' ? '/' : cwd, argsState }
}

function recordedValue(args: string | null, argsState: string, redactedPaths: string | null): Json {
  const event = {
    ...(args === null ? {} : { args: jsonOf(args) }),
    ...(argsState === '' ? {} : { args_state: argsState }),
    ...(redactedPaths === null ? {} : { redacted_paths: parseOr(redactedPaths, ['']) }),
  }
  return recordedArgs(event as unknown as AuditEvent)
}

/** Numbers that JavaScript's own reader would change are read by ours, which is slower. */
const keepsMore = /\d[.eE]|\d{16}/

function jsonOf(text: string): Json {
  try {
    const value = JSON.parse(text) as Json
    return keepsMore.test(text) && hasNumber(value) ? parseOr(text, null) : value
  } catch {
    return null
  }
}

function hasNumber(value: Json): boolean {
  if (typeof value === 'number') return true
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNumber)
}
