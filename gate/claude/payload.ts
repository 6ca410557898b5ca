import { parseJson } from '../../evaluator/json/parse.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { HookProblem, Phase, ReadPayload } from '../agent-hook.ts'
import { outputOf } from './output.ts'

type Fields = { [key: string]: Json }

const phases: Readonly<Record<string, Phase>> = {
  PreToolUse: 'before',
  PostToolUse: 'after',
  PostToolUseFailure: 'failed',
}

/** Reads what Claude Code hands its hooks on stdin; anything odd comes back as a problem. */
export function readPayload(text: string): ReadPayload {
  const { fields, problem } = fieldsOf(text)
  if (fields === null) return { ok: false, problem }
  const from = commonFields(fields)
  const name = fields.hook_event_name
  if (name === 'SessionStart') {
    return {
      ok: true,
      event: { kind: 'session_start', ...from, ...given(fields, { trigger: 'source', model: 'model' }) },
    }
  }
  const phase = typeof name === 'string' && Object.hasOwn(phases, name) ? phases[name] : undefined
  if (phase === undefined)
    return refused(from, 'unknown-event', `Claude Code sent the event ${shown(name)}, which this hook does not know.`)
  const { tool_name: tool, tool_input: args } = fields
  if (typeof tool !== 'string' || tool === '') {
    return refused(from, 'no-tool', `Claude Code sent ${shown(name)} without the name of a tool.`)
  }
  if (!isObject(args)) return refused(from, 'no-arguments', `Claude Code sent ${tool} without an object of arguments.`)
  const callId = given(fields, { callId: 'tool_use_id' })
  return {
    ok: true,
    event: { kind: 'call', phase, ...from, ...callId, tool, args, ...afterwards(phase, tool, fields) },
  }
}

function fieldsOf(text: string): { fields: Fields; problem: null } | { fields: null; problem: HookProblem } {
  try {
    const value = parseJson(text)
    if (isObject(value)) return { fields: value, problem: null }
    return unreadable('not-an-object', 'Claude Code sent a payload that is no JSON object.')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return unreadable('not-json', `Claude Code sent a payload that is not JSON (${why.slice(0, 200)}).`)
  }
}

function unreadable(code: string, message: string): { fields: null; problem: HookProblem } {
  return { fields: null, problem: { code, message } }
}

function commonFields(fields: Fields) {
  return given(fields, { session: 'session_id', cwd: 'cwd', permissionMode: 'permission_mode' })
}

/** The fields that are strings, under our names; all else counts as not given. */
function given<Name extends string>(fields: Fields, names: Record<Name, string>): { [name in Name]?: string } {
  const found: { [name in Name]?: string } = {}
  for (const name of Object.keys(names) as Name[]) {
    const value = Object.hasOwn(fields, names[name]) ? fields[names[name]] : undefined
    if (typeof value === 'string' && value !== '') found[name] = value
  }
  return found
}

function afterwards(phase: Phase, tool: string, fields: Fields) {
  if (phase === 'after') {
    const response = fields.tool_response ?? null
    return { response, output: outputOf(tool, response) }
  }
  if (phase === 'failed') {
    const throws = typeof fields.error === 'string' ? fields.error : JSON.stringify(fields.error ?? null)
    return { output: throws, throws }
  }
  return {}
}

function refused(from: { session?: string; cwd?: string }, code: string, message: string): ReadPayload {
  const { session, cwd } = from
  const place = { ...(session === undefined ? {} : { session }), ...(cwd === undefined ? {} : { cwd }) }
  return { ok: false, problem: { code, message }, ...place }
}

function shown(name: Json | undefined): string {
  return typeof name === 'string' ? JSON.stringify(name.slice(0, 100)) : 'without a name'
}
