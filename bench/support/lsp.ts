import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node'

interface Published {
  readonly version?: number
  readonly diagnostics: readonly { readonly message: string }[]
}

/** A language server as a process over stdio, asked as an editor would ask it, with the time and memory that it takes. */
export class MeasuredServer {
  private readonly server: ChildProcess
  private readonly connection: MessageConnection
  private waiting: ((published: Published) => void) | null = null
  private version = 0
  private readonly capabilities: object

  /** `capabilities` are what the client tells of itself under `textDocument`, beside what every editor does. */
  constructor(command: readonly string[], settings: object, capabilities: object = {}) {
    this.capabilities = capabilities
    this.server = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'ignore'] })
    const { stdin, stdout } = this.server
    if (stdin === null || stdout === null) throw new Error('the server has no pipes')
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.connection.onNotification('textDocument/publishDiagnostics', (published: Published) =>
      this.waiting?.(published),
    )
    this.connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => (settings as Record<string, unknown>)[section] ?? null),
    )
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.listen()
  }

  async start(): Promise<void> {
    const workspace = { configuration: true, didChangeConfiguration: { dynamicRegistration: true } }
    const foldingRange = { lineFoldingOnly: true }
    const publishDiagnostics = { versionSupport: true }
    const capabilities = { workspace, textDocument: { foldingRange, publishDiagnostics, ...this.capabilities } }
    await this.connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities })
    await this.connection.sendNotification('initialized', {})
    await new Promise((done) => setTimeout(done, 500))
  }

  /** Milliseconds from opening a document to its first diagnostics, and to all of the `expected` ones. */
  async open(uri: string, text: string, expected: number): Promise<{ first: number; all: number; count: number }> {
    this.version = 1
    const { first, last, count } = await this.published(() => {
      const textDocument = { uri, languageId: 'yaml', version: 1, text }
      return this.connection.sendNotification('textDocument/didOpen', { textDocument })
    }, expected)
    return { first, all: last, count }
  }

  close(uri: string): void {
    void this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  }

  /** Milliseconds from changing part of one line to the first diagnostics after it, and how many they are. */
  async edit(
    uri: string,
    line: number,
    from: number,
    to: number,
    text: string,
  ): Promise<{ ms: number; count: number }> {
    const version = ++this.version
    const range = { start: { line, character: from }, end: { line, character: to } }
    const { first, count } = await this.published(() =>
      this.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text }],
      }),
    )
    return { ms: first, count }
  }

  /** Milliseconds that a request takes to be answered. */
  async request(method: string, params: object): Promise<number> {
    const start = performance.now()
    await this.ask(method, params)
    return performance.now() - start
  }

  /** What a request is answered with. */
  ask<R>(method: string, params: object): Promise<R> {
    return this.connection.sendRequest<R>(method, params)
  }

  notify(method: string, params: object): Promise<void> {
    return this.connection.sendNotification(method, params)
  }

  /** Resident memory now and at its highest, in MB; zero where the system does not tell. */
  memory(): { now: number; peak: number } {
    const status = this.proc('status')
    const read = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
    return { now: read('VmRSS'), peak: read('VmHWM') }
  }

  /** Milliseconds of processor time spent so far, in all threads. */
  cpu(): number {
    const fields = this.proc('stat').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10
  }

  stop(): void {
    this.connection.dispose()
    this.server.kill()
  }

  private proc(file: string): string {
    try {
      return readFileSync(`/proc/${this.server.pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  }

  /** Until at least `expected` diagnostics were published at once. */
  private async published(
    send: () => Promise<void>,
    expected = 0,
  ): Promise<{ first: number; last: number; count: number }> {
    const { version } = this
    const start = performance.now()
    let first = 0
    const all = new Promise<number>((resolve) => {
      this.waiting = (published) => {
        if (published.version !== undefined && published.version !== version) return
        first ||= performance.now() - start
        if (published.diagnostics.length >= expected) resolve(published.diagnostics.length)
      }
    })
    await send()
    const count = await all
    return { first, last: performance.now() - start, count }
  }
}
