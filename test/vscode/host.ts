import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { until } from './until.ts'

/** What runs inside the extension host: only its source text travels, so it sees nothing but its two arguments. */
export type HostTask<A, R> = (vscode: typeof import('vscode'), argument: A) => R | Promise<R>

/** The way into the extension host of one workbench. */
export interface HostChannel {
  /** Value of the environment variable that the extension reads. */
  readonly socket: string
  /** Returns when an extension host is connected. */
  ready(within?: number): Promise<void>
  /** Runs a task there; arguments and result travel as JSON; rejects with the stack of what it threw. */
  inHost<A, R>(task: HostTask<A, R>, argument: A, within?: number): Promise<R>
  /** Drops the present extension host, so that the next call waits for its successor. */
  forget(): void
  close(): void
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

/** Opens the channel in a folder that only this user can enter; an extension host that restarts connects anew. */
export async function openHostChannel(folder: string): Promise<HostChannel> {
  const path = join(folder, 'host.sock')
  const waiting = new Map<number, (answer: Answer) => void>()
  let host: Socket | undefined
  let lastId = 0
  const server = await listen(path, (socket) => {
    host = socket
    socket.on('error', () => {})
    socket.on('close', () => {
      if (host === socket) host = undefined
      for (const [id, settle] of waiting) settle({ id, error: 'the extension host went away' })
    })
    createInterface({ input: socket }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer
      waiting.get(answer.id)?.(answer)
    })
  })
  const connected = (within = 30_000) =>
    until('the extension host to connect', () => (host ? { found: host } : { seen: 'no connection' }), within)

  return {
    socket: path,
    ready: async (within) => void (await connected(within)),
    async inHost<A, R>(task: HostTask<A, R>, argument: A, within = 30_000): Promise<R> {
      const socket = await connected()
      lastId += 1
      const id = lastId
      const answer = await new Promise<Answer>((settle) => {
        const late = setTimeout(() => settle({ id, error: `no answer within ${within} ms` }), within)
        waiting.set(id, (given) => {
          clearTimeout(late)
          settle(given)
        })
        socket.write(`${JSON.stringify({ id, source: task.toString(), argument: argument ?? null })}\n`)
      })
      waiting.delete(id)
      if (answer.error !== undefined) throw new Error(`in the extension host: ${answer.error}`)
      return answer.result as R
    },
    forget() {
      host?.destroy()
      host = undefined
    },
    close() {
      host?.destroy()
      server.close()
    },
  }
}

function listen(path: string, onSocket: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onSocket)
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })
}
