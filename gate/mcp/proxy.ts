import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import type { Mode } from '../../evaluator/effect.ts'
import type { LiveGate } from '../live/gate.ts'
import { Calls } from './calls.ts'
import { FromClient } from './from-client.ts'
import { FromServer } from './from-server.ts'
import { Lines, type Piece } from './lines.ts'

export interface ProxyOptions {
  readonly gate: LiveGate
  /** The server's name, as it stands in the names of its tools. */
  readonly server: string
  readonly command: string
  readonly args: readonly string[]
  /** The mode of the command line; one that stops nothing lets every chunk pass as it comes. */
  readonly mode: Mode | undefined
  readonly client: { readonly input: Readable; readonly output: Writable }
}

/** Longer lines are not judged; in bytes. */
const longest = 64 * 1024 * 1024
/** How long a server may take to end when its client is gone, and again when it was asked to, in milliseconds. */
const grace = 5000

/** Runs the server behind the gate until it ends; its exit code comes back, or a sentence when it does not start. */
export function runProxy({ gate, server, command, args, mode, client }: ProxyOptions): Promise<number | string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const timers: NodeJS.Timeout[] = []
    const calls = new Calls(gate, server)
    const transparent = mode === 'observe' || mode === 'disabled'
    const toServer = passing(child.stdin, client.input)
    const toClient = passing(client.output, child.stdout)
    const ignore = () => {}
    const fromClient = new FromClient(
      gate,
      calls,
      transparent ? { toServer: ignore, toClient: ignore } : { toServer, toClient },
    )
    const fromServer = new FromServer(gate, calls, transparent ? ignore : toClient)

    const ending = carry(client.input, transparent ? toServer : ignore, (piece) => fromClient.take(piece))
    const closing = carry(child.stdout, transparent ? toClient : ignore, (piece) => fromServer.take(piece))

    function clientGone(): void {
      ending()
      child.stdin.end()
      if (timers.length > 0) return
      timers.push(setTimeout(() => child.kill('SIGTERM'), grace))
      timers.push(setTimeout(() => child.kill('SIGKILL'), 2 * grace))
    }
    client.input.on('end', clientGone)
    client.input.on('error', clientGone)
    client.output.on('error', clientGone)
    // The server ended before it read everything; its exit says the rest.
    child.stdin.on('error', ignore)

    const passOn = (signal: NodeJS.Signals) => void child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.on(signal, passOn)
    let ended = false
    function end(outcome: number | string): void {
      if (ended) return
      ended = true
      closing()
      for (const signal of signals) process.off(signal, passOn)
      for (const timer of timers) clearTimeout(timer)
      client.input.pause()
      if (client.output.destroyed) resolve(outcome)
      else client.output.write('', () => resolve(outcome))
    }
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      end(missing ? `${command} was not found on the PATH.` : `${command} could not be started (${error.message}).`)
    })
    const codeOf = (code: number | null, signal: NodeJS.Signals | null) =>
      code ?? 128 + (signal === null ? 0 : constants.signals[signal])
    child.on('close', (code, signal) => end(codeOf(code, signal)))
    // What the server started may hold its stdout open for longer than it lives.
    child.on('exit', (code, signal) => timers.push(setTimeout(() => end(codeOf(code, signal)), 1000)))
  })
}

/** Carries a stream chunk by chunk and line by line; what comes back hands over the rest at its end, once. */
function carry(from: Readable, chunks: (bytes: Buffer) => void, pieces: (piece: Piece) => void): () => void {
  const lines = new Lines(longest)
  let over = false
  from.on('data', (chunk: Buffer) => {
    chunks(chunk)
    for (const piece of lines.push(chunk)) pieces(piece)
  })
  return () => {
    if (!over) for (const piece of lines.end()) pieces(piece)
    over = true
  }
}

/** Writes to `to`, and lets `from` wait while nobody reads there. */
function passing(to: Writable, from: Readable): (bytes: Buffer) => void {
  let waiting = false
  const goOn = () => {
    if (waiting) from.resume()
    waiting = false
  }
  to.on('drain', goOn)
  to.on('close', goOn)
  return (bytes) => {
    if (to.destroyed || to.writableEnded || to.write(bytes)) return
    waiting = true
    from.pause()
  }
}
