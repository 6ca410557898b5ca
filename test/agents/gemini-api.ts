import { type Body, json, type Protocol, type Reply, type ToolResult } from './model.ts'

/** The Gemini API, as far as Gemini CLI uses it. Asides are its requests without tools, such as for routing. */
export const geminiApi: Protocol = {
  asks: (path, body) => path.includes(':streamGenerateContent') && Array.isArray(body.tools) && body.tools.length > 0,
  results: (body) => parts(body).filter(isResponse).map(asResult),
  answer: (step) =>
    stream('tool' in step ? { functionCall: { name: step.tool, args: step.input } } : { text: step.say }),
  aside: (path) => (path.includes(':stream') ? stream({ text: '{}' }) : json(content({ text: '{}' }))),
}

const parts = (body: Body): Body[] => (body.contents ?? []).flatMap((content: Body) => content.parts ?? [])
const isResponse = ({ functionResponse }: Body) => functionResponse !== undefined

function asResult({ functionResponse: { id, name, response } }: Body): ToolResult {
  const text = response?.output ?? response?.error ?? JSON.stringify(response)
  return { id: id ?? name, text, isError: response?.error !== undefined }
}

const content = (part: Body) => ({
  candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
})

const stream = (part: Body): Reply => ({
  type: 'text/event-stream',
  text: `data: ${JSON.stringify(content(part))}\r\n\r\n`,
})
