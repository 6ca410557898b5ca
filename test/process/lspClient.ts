import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node'
import type { Diagnostic, InitializeResult } from 'vscode-languageserver'

export interface LspClientOptions {
  readonly folder?: string
  readonly capabilities?: object
  /** `initializationOptions`; none unless given, as editors other than ours send none. */
  readonly start?: object
  readonly env?: Record<string, string>
  /** The folder of the bundles; `dist` unless given. */
  readonly bundles?: string
  /** Another server to start, as arguments of Node. */
  readonly command?: readonly string[]
  /** What a server that asks for a section of the settings is told. */
  readonly answers?: (section: string) => object | null
}

/** Where the bundles to test stand. */
export function bundles(): string {
  return process.env.REHEARSAL_BUNDLES ?? 'dist'
}

/** A bare language client: the server's bundle as a process over stdio, no habits of any editor. */
export class LspClient {
  readonly connection: MessageConnection
  readonly initialized: Promise<InitializeResult>
  /** Everything pushed so far, in order. */
  readonly published: { uri: string; version?: number; diagnostics: Diagnostic[] }[] = []
  private readonly server: ChildProcess
  private waiting: (() => void)[] = []
  private readonly versions = new Map<string, number>()

  constructor(options: LspClientOptions = {}) {
    const env = { ...process.env, ...options.env }
    const command = options.command ?? [join(options.bundles ?? bundles(), 'server.cjs'), '--stdio']
    this.server = spawn(process.execPath, command, { env, stdio: ['pipe', 'pipe', 'inherit'] })
    const { stdin, stdout } = this.server
    if (stdin === null || stdout === null) throw new Error('the server has no pipes')
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.connection.onNotification('textDocument/publishDiagnostics', (params) => {
      this.published.push(params)
      for (const wake of this.waiting.splice(0)) wake()
    })
    this.connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => options.answers?.(section ?? '') ?? null),
    )
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.listen()
    this.server.once('exit', () => this.connection.end())
    const folders = options.folder ? [{ uri: `file://${options.folder}`, name: 'workspace' }] : null
    this.initialized = this.connection
      .sendRequest<InitializeResult>('initialize', {
        processId: process.pid,
        rootUri: folders?.[0]?.uri ?? null,
        workspaceFolders: folders,
        capabilities: options.capabilities ?? {},
        ...(options.start ? { initializationOptions: options.start } : {}),
      })
      .then(async (result) => {
        await this.connection.sendNotification('initialized', {})
        return result
      })
  }

  /** The server's process. */
  get pid(): number | undefined {
    return this.server.pid
  }

  async open(uri: string, text: string, languageId = 'yaml'): Promise<void> {
    await this.initialized
    this.versions.set(uri, 1)
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    })
  }

  /** Replaces the whole text; resolves to the new version. */
  async change(uri: string, text: string): Promise<number> {
    const version = (this.versions.get(uri) ?? 1) + 1
    this.versions.set(uri, version)
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    })
    return version
  }

  /** The diagnostics pushed for that version of a document, waiting for them. */
  async diagnostics(uri: string, version = 1): Promise<Diagnostic[]> {
    const deadline = Date.now() + 10_000
    for (;;) {
      const found = this.published.findLast((each) => each.uri === uri && each.version === version)
      if (found) return found.diagnostics
      if (Date.now() > deadline) throw new Error(`no diagnostics for version ${version} of ${uri}`)
      await new Promise<void>((wake) => {
        this.waiting.push(wake)
        setTimeout(wake, 200)
      })
    }
  }

  request<R>(method: string, params: object): Promise<R> {
    return this.connection.sendRequest<R>(method, params)
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    this.connection.dispose()
    await new Promise<void>((gone) => (this.server.exitCode === null ? this.server.once('exit', () => gone()) : gone()))
  }
}
