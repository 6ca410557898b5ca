import { type Body, events, json, type Protocol, type ToolResult } from './model.ts'

/** The Responses API, as far as Codex uses it. A shell command is the tool `exec_command` with `{cmd}`. */
export const responses: Protocol = {
  asks: (path, body) => path.endsWith('/responses') && Array.isArray(body.input),
  results: (body) => (body.input ?? []).filter(isOutput).map(asResult),
  answer(step, index) {
    const id = `resp_${index + 1}`
    const item =
      'tool' in step
        ? { type: 'function_call', id: `fc_${index + 1}`, call_id: `call_${index + 1}`, name: step.tool }
        : { type: 'message', id: `msg_${index + 1}`, role: 'assistant' }
    const whole =
      'tool' in step
        ? { ...item, arguments: JSON.stringify(step.input), status: 'completed' }
        : { ...item, content: [{ type: 'output_text', text: step.say, annotations: [] }], status: 'completed' }
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
    return events([
      { type: 'response.created', response: { id } } as Body,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item: whole },
      { type: 'response.completed', response: { id, status: 'completed', output: [whole], usage } },
    ])
  },
  aside: () => json({ data: [], models: [] }),
}

const isOutput = ({ type }: Body) => type === 'function_call_output' || type === 'custom_tool_call_output'

function asResult({ call_id, output }: Body): ToolResult {
  return { id: call_id, text: typeof output === 'string' ? output : JSON.stringify(output), isError: false }
}
