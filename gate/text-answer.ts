import { isObject, type Json } from '../evaluator/json/values.ts'
import { compactJson } from '../evaluator/json/write.ts'
import type { HookAnswer, Verdict } from './agent-hook.ts'

/** Agents cut longer texts themselves, or refuse them. */
const longestReason = 8000

/** A reason as an agent takes it: never empty, never endless. */
export function short(reason: string): string {
  if (reason.trim() === '') return 'Blocked by a policy.'
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason
}

/** One JSON value on stdout. */
export function said(answer: Json): HookAnswer {
  return { stdout: `${compactJson(answer)}\n`, stderr: '', exitCode: 0 }
}

/** Exit code 2 with a sentence stops any event that can be stopped. */
export function refuse(reason: string): HookAnswer {
  return { stdout: '', stderr: `${short(reason)}\n`, exitCode: 2 }
}

/** What the model reads as text of a tool's response: itself, or that of its single block; else the response. */
export function textOf(response: Json): Json {
  const content = isObject(response) ? response.content : response
  const block = Array.isArray(content) && content.length === 1 ? content[0] : undefined
  return isObject(block) && typeof block.text === 'string' ? block.text : response
}

/** The text that stands in for an output: what the policies left of it, or why it is withheld. Never empty. */
export function replacement({ applied, message, output }: Verdict): string {
  const withheld = `[withheld: ${short(message)}]`
  if (applied !== 'sanitize' || output === undefined) return withheld
  const text = typeof output === 'string' ? output : compactJson(output)
  return text.trim() === '' ? withheld : text
}
