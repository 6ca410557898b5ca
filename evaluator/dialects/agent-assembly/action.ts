import type { Call } from '../../call.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { compactJson } from '../../json/write.ts'

export type ActionKind = 'ToolCall' | 'ToolResult' | 'FileAccess' | 'NetworkRequest' | 'ProcessExec' | 'SendMessage'

/** What the gateway judges: one of six kinds of action, each with what its kind has. */
export interface Action {
  readonly kind: ActionKind
  /** A tool's name; empty for the other kinds. */
  readonly tool: string
  /** What is scanned, and what `args.…` and `tool_result.…` read: JSON text, or JSON that was never text. */
  readonly payload: Json
  /** `Read`, `Write`, `Append` or `Delete` of a file access; the method of a network request. */
  readonly detail: string
  /** A message's ids; null where there is none. */
  readonly ids: Readonly<Record<string, Json>> | null
}

const payloadOf: Readonly<Record<Exclude<ActionKind, 'ToolCall' | 'SendMessage'>, string>> = {
  ToolResult: 'result',
  FileAccess: 'path',
  NetworkRequest: 'url',
  ProcessExec: 'command',
}

/** The action behind a call: `extra` may hold one of the other kinds by its name, as the conformance page spells them. */
export function actionOf(call: Call): Action {
  const { extra } = call
  if (extra !== undefined) {
    for (const kind of Object.keys(payloadOf) as (keyof typeof payloadOf)[]) {
      const body = Object.hasOwn(extra, kind) ? extra[kind] : undefined
      if (isObject(body)) return otherAction(kind, body)
    }
    const message = Object.hasOwn(extra, 'SendMessage') ? extra.SendMessage : undefined
    if (isObject(message)) return { kind: 'SendMessage', tool: '', payload: '', detail: '', ids: message }
  }
  return { kind: 'ToolCall', tool: call.tool, payload: call.args, detail: '', ids: null }
}

/** The action that a call's outcome is: its output, or the text of its failure; null when it has neither. */
export function resultOf(call: Call): Action | null {
  const payload = call.output ?? call.throws
  return payload === undefined ? null : { kind: 'ToolResult', tool: call.tool, payload, detail: '', ids: null }
}

function otherAction(kind: keyof typeof payloadOf, body: { [key: string]: Json }): Action {
  const text = (key: string): string => (typeof body[key] === 'string' ? body[key] : '')
  return {
    kind,
    tool: text('tool_name'),
    payload: body[payloadOf[kind]] ?? '',
    detail: text(kind === 'FileAccess' ? 'mode' : 'method'),
    ids: null,
  }
}

/** The text of a payload as the gateway sees it; null when parts of it are not known. */
export function payloadText(payload: Json): string | null {
  if (typeof payload === 'string') return payload
  return holdsUnknown(payload) ? null : compactJson(payload)
}

function holdsUnknown(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Unknown) return true
  if (Array.isArray(value)) return value.some(holdsUnknown)
  return isObject(value) && Object.values(value).some(holdsUnknown)
}
