import { jsonText } from '../../audit/json-text.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { Verdict } from '../agent-hook.ts'
import { replaceOutput, withholdOutput } from '../claude/output.ts'
import { type Fields, field, isStateless } from './message.ts'

/** The answer to a denied call: a result that the model reads as the tool's failure. */
export function denial(request: Json, message: string): Fields {
  const id = field(request, 'id') ?? null
  const result: Fields = { content: [{ type: 'text', text: message }], isError: true }
  return { jsonrpc: '2.0', id, result: isStateless(request) ? { resultType: 'complete', ...result } : result }
}

/** The answer to what cannot be read at all. */
export function parseError(message: string): Fields {
  return { jsonrpc: '2.0', id: null, error: { code: -32700, message } }
}

/** What a tool returned, as policies judge it: the text of a single text block, else the blocks with what is beside. */
export function outputOf(result: Json): Json {
  const visible = visibleOf(result)
  const block = Array.isArray(visible) && visible.length === 1 ? visible[0] : undefined
  return isObject(block) && block.type === 'text' && typeof block.text === 'string' ? block.text : visible
}

/** The response with its output as the verdict wants it; what has no such shape is withheld. */
export function sanitised(response: Json, { applied, message, output }: Verdict): Json {
  const fields = response as Fields
  const notice = `[withheld: ${message}]`
  const error = field(response, 'error')
  if (isObject(error)) {
    const { data: _, ...rest } = error
    return {
      ...fields,
      error: { ...rest, message: applied === 'sanitize' && typeof output === 'string' ? output : notice },
    }
  }
  const result = field(response, 'result') as Fields
  const visible = visibleOf(result)
  const replaced = applied === 'sanitize' && output !== undefined ? replaceOutput('', visible, output) : null
  const shown = replaced ?? withholdOutput('', visible, notice) ?? [{ type: 'text', text: notice }]
  return { ...fields, result: isObject(shown) ? { ...result, ...shown } : { ...result, content: shown } }
}

/** A message as a line. */
export function lineOf(message: Json): Buffer {
  return Buffer.from(`${jsonText(message)}\n`)
}

function visibleOf(result: Json): Json {
  const content = field(result, 'content') ?? []
  const structuredContent = field(result, 'structuredContent')
  return structuredContent === undefined ? content : { content, structuredContent }
}
