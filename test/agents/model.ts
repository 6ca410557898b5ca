import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the model does next: calls a tool, or says something, which ends the turn. */
export type Step = { readonly tool: string; readonly input: Record<string, unknown> } | { readonly say: string }

/** What the agent showed the model of one call. */
export interface ToolResult {
  readonly id: string
  readonly text: string
  /** True when the agent marked it as an error; protocols without such a mark always say false. */
  readonly isError: boolean
}

/** How one vendor's model endpoint speaks. */
export interface Protocol {
  /** True for the request that wants the model's next step; all others are answered by `aside`. */
  asks(path: string, body: Body): boolean
  /** The results of all calls so far, in order; their number says which step is next. */
  results(body: Body): ToolResult[]
  answer(step: Step, index: number, body: Body): Reply
  aside(path: string, body: Body): Reply
}

/** A request's JSON, unchecked. */
// biome-ignore lint/suspicious/noExplicitAny: requests of other vendors' programs are read where they are known to be
export type Body = any

/** A response of the endpoint. */
export interface Reply {
  readonly type: 'application/json' | 'text/event-stream'
  readonly text: string
}

/** A scripted model on loopback. */
export interface Model {
  /** Base URL for the agent. */
  readonly url: string
  /** The bodies of all requests that asked for a step. */
  readonly requests: Body[]
  /** What the agent showed the model of every call, as the last request had it. */
  toolResults(): ToolResult[]
  close(): Promise<void>
}

/** Starts a model that plays the steps in order and says "done" after the last; a repeated request gets the same step. */
export async function startModel(protocol: Protocol, steps: readonly Step[]): Promise<Model> {
  const requests: Body[] = []
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
    const body = await readBody(request)
    if (!protocol.asks(path, body)) return send(response, protocol.aside(path, body))
    requests.push(body)
    const index = protocol.results(body).length
    send(response, protocol.answer(steps[index] ?? { say: 'done' }, index, body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    toolResults: () => protocol.results(requests.at(-1) ?? {}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return {}
  }
}

function send(response: ServerResponse, { type, text }: Reply): void {
  response.writeHead(200, { 'content-type': type })
  response.end(text)
}

/** Server-sent events, each named by its `type`. */
export function events(list: readonly { type: string }[]): Reply {
  const lines = list.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  return { type: 'text/event-stream', text: lines.join('') }
}

/** A JSON answer. */
export const json = (value: unknown): Reply => ({ type: 'application/json', text: JSON.stringify(value) })
