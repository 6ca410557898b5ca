import { parseJson } from '../evaluator/json/parse.ts'
import { isObject, type Json } from '../evaluator/json/values.ts'
import type { CallEvent, HookProblem, Phase, ReadPayload } from './agent-hook.ts'
import { jsonProblem } from './json-problem.ts'

/** A payload's own fields. */
export type Fields = { readonly [key: string]: Json }

/** What tells one agent's payloads from another's. */
export interface PayloadWords {
  /** The product's name, for sentences. */
  readonly product: string
  /** Its events around a call. */
  readonly phases: Readonly<Record<string, Phase>>
  /** Its event at the start of a session. */
  readonly sessionStart: string
  /** Its names for what every agent tells, where they are not the usual ones. */
  readonly names?: Partial<Record<'session' | 'permissionMode' | 'callId' | 'agentVersion', string>>
  /** The tool and its arguments, where they do not stand in `tool_name` and `tool_input`. */
  readonly call?: (fields: Fields, name: string) => { readonly tool: Json | undefined; readonly args: Json | undefined }
  /** What the call came to; its phase too where the event's name does not tell. */
  readonly afterwards: (fields: Fields, tool: string, phase: Phase) => Partial<CallEvent>
}

/** The fields that are strings, under our names; all else counts as not given. */
export function given<Name extends string>(fields: Fields, names: Record<Name, string>): { [name in Name]?: string } {
  const found: { [name in Name]?: string } = {}
  for (const name of Object.keys(names) as Name[]) {
    const value = Object.hasOwn(fields, names[name]) ? fields[names[name]] : undefined
    if (typeof value === 'string' && value !== '') found[name] = value
  }
  return found
}

/** Reads what an agent hands its hooks on stdin; anything odd comes back as a problem. */
export function payloadReader(words: PayloadWords): (text: string) => ReadPayload {
  return (text) => {
    const { fields, problem } = fieldsOf(words.product, text)
    return fields === null ? { ok: false, problem } : readFields(words, fields)
  }
}

function readFields(words: PayloadWords, fields: Fields): ReadPayload {
  const { product, phases, sessionStart, names } = words
  const version = names?.agentVersion === undefined ? {} : given(fields, { agentVersion: names.agentVersion })
  const from = {
    ...version,
    ...given(fields, {
      session: names?.session ?? 'session_id',
      cwd: 'cwd',
      permissionMode: names?.permissionMode ?? 'permission_mode',
    }),
  }
  const name = fields.hook_event_name
  if (name === sessionStart) {
    const start = given(fields, { trigger: 'source', model: 'model' })
    return { ok: true, event: { kind: 'session_start', ...from, ...start } }
  }
  if (typeof name !== 'string' || !Object.hasOwn(phases, name)) {
    return refused(from, 'unknown-event', `${product} sent the event ${shown(name)}, which this hook does not know.`)
  }
  const phase = phases[name] as Phase
  const { tool, args } = words.call?.(fields, name) ?? { tool: fields.tool_name, args: fields.tool_input }
  if (typeof tool !== 'string' || tool === '') {
    return refused(from, 'no-tool', `${product} sent ${shown(name)} without the name of a tool.`)
  }
  if (!isObject(args)) return refused(from, 'no-arguments', `${product} sent ${tool} without an object of arguments.`)
  const callId = given(fields, { callId: names?.callId ?? 'tool_use_id' })
  const result = phase === 'before' ? {} : words.afterwards(fields, tool, phase)
  return { ok: true, event: { kind: 'call', phase, ...from, ...callId, tool, args, ...result } }
}

function fieldsOf(
  product: string,
  text: string,
): { fields: Fields; problem: null } | { fields: null; problem: HookProblem } {
  try {
    const value = parseJson(text)
    if (isObject(value)) return { fields: value, problem: null }
    return unreadable('not-an-object', `${product} sent a payload that is no JSON object.`)
  } catch (error) {
    return unreadable('not-json', `${product} sent a payload that is not JSON (${jsonProblem(error)}).`)
  }
}

function unreadable(code: string, message: string): { fields: null; problem: HookProblem } {
  return { fields: null, problem: { code, message } }
}

function refused(from: { session?: string; cwd?: string }, code: string, message: string): ReadPayload {
  const { session, cwd } = from
  const place = { ...(session === undefined ? {} : { session }), ...(cwd === undefined ? {} : { cwd }) }
  return { ok: false, problem: { code, message }, ...place }
}

function shown(name: Json | undefined): string {
  return typeof name === 'string' ? JSON.stringify(name.slice(0, 100)) : 'without a name'
}
