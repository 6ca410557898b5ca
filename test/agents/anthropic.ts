import { type Body, events, json, type Protocol, type Reply, type Step, type ToolResult } from './model.ts'

/** The Messages API, as far as Claude Code uses it. Asides are its requests without tools, such as for a title. */
export const anthropic: Protocol = {
  asks: (path, body) => path === '/v1/messages' && Array.isArray(body.tools) && body.tools.length > 0,
  results: (body) => blocks(body).filter(isResult).map(asResult),
  answer: (step, index, body) => message(step, index, body),
  aside: (path, body) => (path === '/v1/messages' ? message({ say: 'ok' }, 0, body) : json({ input_tokens: 1 })),
}

const blocks = (body: Body): Body[] =>
  (body.messages ?? []).flatMap(({ content }: Body) => (Array.isArray(content) ? content : []))
const isResult = ({ type }: Body) => type === 'tool_result'

function asResult({ tool_use_id, content, is_error }: Body): ToolResult {
  const parts = Array.isArray(content)
    ? content.map((part: Body) => part.text ?? JSON.stringify(part))
    : [content ?? '']
  return { id: tool_use_id, text: parts.join('\n'), isError: is_error === true }
}

function message(step: Step, index: number, { model, stream }: Body): Reply {
  const call = 'tool' in step
  const content = call
    ? { type: 'tool_use', id: `toolu_${index + 1}`, name: step.tool, input: step.input }
    : { type: 'text', text: step.say }
  const stop = { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null }
  const usage = { input_tokens: 1, output_tokens: 1 }
  const head = { id: `msg_${index + 1}`, type: 'message', role: 'assistant', model: model ?? 'scripted', usage }
  if (stream !== true) return json({ ...head, ...stop, content: [content] })
  const start = call ? { ...content, input: {} } : { type: 'text', text: '' }
  const delta = call
    ? { type: 'input_json_delta', partial_json: JSON.stringify(step.input) }
    : { type: 'text_delta', text: step.say }
  return events([
    { type: 'message_start', message: { ...head, stop_reason: null, stop_sequence: null, content: [] } } as Body,
    { type: 'content_block_start', index: 0, content_block: start },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: stop, usage },
    { type: 'message_stop' },
  ])
}
