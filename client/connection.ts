import {
  type CancellationToken,
  type Disposable,
  type Event,
  EventEmitter,
  type ExtensionContext,
  extensions,
  type LogOutputChannel,
  window,
  workspace,
} from 'vscode'
import {
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  LSPErrorCodes,
  State,
  TransportKind,
} from 'vscode-languageclient/node'
import type { StartOptions } from '../server/protocol.ts'
import { wordsOf } from './log.ts'

/** The documents the server is told of; which of them are policies is the server's to say. */
export const documentSelector = ['yaml', 'json', 'jsonc'].map((language) => ({ scheme: 'file', language }))

const redHatYaml = 'redhat.vscode-yaml'

/** The client's one way to the language server; asking starts it. */
export interface Connection extends Disposable {
  readonly running: boolean
  /** Fires after every start, the restarts after a crash included. */
  readonly onReady: Event<void>
  /** False when the server could not be started; the user has been told then. */
  start(): Promise<boolean>
  restart(): Promise<void>
  /** The answer; undefined when there is none (no server, refused, cancelled), with the cause in the log. */
  ask<T>(method: string, params: unknown, token?: CancellationToken): Promise<T | undefined>
  /** Sends a notification; does nothing while no server runs. */
  tell(method: string, params: unknown): void
  hear<T>(method: string, listener: (params: T) => void): Disposable
}

/** Prepares the connection without starting anything. */
export function openConnection(context: ExtensionContext, log: LogOutputChannel): Connection {
  const ready = new EventEmitter<void>()
  const client = new LanguageClient('rehearsal', 'Rehearsal', serverOf(context), clientOptions(log))
  let starting: Promise<boolean> | undefined
  let toldOptions = ''

  const begin = async (): Promise<boolean> => {
    toldOptions = JSON.stringify(startOptions())
    try {
      await client.start()
      return true
    } catch (error) {
      log.error(`The language server did not start: ${wordsOf(error)}`)
      void offerLog(log)
      return false
    }
  }
  const start = () => {
    starting ??= begin()
    return starting
  }
  const restart = async (): Promise<void> => {
    if (client.needsStop()) await client.stop(2000).catch((error) => log.warn(wordsOf(error)))
    starting = undefined
    await start()
  }
  const restartWhenOptionsChange = () => {
    if (starting !== undefined && toldOptions !== JSON.stringify(startOptions())) void restart()
  }
  /** The language client keeps one listener for each method; here several parts listen. */
  const heard = new Map<string, EventEmitter<unknown>>()
  const hearers = (method: string): EventEmitter<unknown> => {
    const known = heard.get(method)
    if (known) return known
    const emitter = new EventEmitter<unknown>()
    heard.set(method, emitter)
    client.onNotification(method, (params: unknown) => emitter.fire(params))
    return emitter
  }
  const tell = (method: string, params: unknown): void => {
    if (client.state !== State.Running) return
    client.sendNotification(method, params).catch((error) => log.error(`${method}: ${wordsOf(error)}`))
  }
  const changes = client.onDidChangeState(({ newState }) => {
    if (newState !== State.Running) return
    // Settings of a remote machine can come while the server starts, when it cannot be told: it looks once more.
    tell(DidChangeConfigurationNotification.method, { settings: null })
    ready.fire()
  })
  const watching = [
    extensions.onDidChange(restartWhenOptionsChange),
    workspace.onDidGrantWorkspaceTrust(restartWhenOptionsChange),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('rehearsal')) tell(DidChangeConfigurationNotification.method, { settings: null })
    }),
  ]

  return {
    get running() {
      return client.state === State.Running
    },
    onReady: ready.event,
    start,
    restart,
    async ask<T>(method: string, params: unknown, token?: CancellationToken): Promise<T | undefined> {
      if (!(await start())) return undefined
      try {
        return await (token ? client.sendRequest<T>(method, params, token) : client.sendRequest<T>(method, params))
      } catch (error) {
        if (!isCancelled(error)) log.error(`${method}: ${wordsOf(error)}`)
        return undefined
      }
    },
    tell,
    hear: <T>(method: string, listener: (params: T) => void) =>
      hearers(method).event(listener as (params: unknown) => void),
    dispose() {
      for (const part of [changes, ready, ...watching, ...heard.values()]) part.dispose()
      client.dispose().catch((error) => log.warn(wordsOf(error)))
    },
  }
}

function serverOf(context: ExtensionContext) {
  const module = context.asAbsolutePath('dist/server.cjs')
  return { module, transport: TransportKind.ipc }
}

function clientOptions(log: LogOutputChannel): LanguageClientOptions {
  return { documentSelector, outputChannel: log, initializationOptions: startOptions }
}

function startOptions(): StartOptions {
  const redHat = extensions.getExtension(redHatYaml) !== undefined
  return { redHatYaml: redHat, trusted: workspace.isTrusted, drawsResults: true, opensEvents: true }
}

function isCancelled(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === LSPErrorCodes.RequestCancelled || code === LSPErrorCodes.ContentModified
}

async function offerLog(log: LogOutputChannel): Promise<void> {
  const show = 'Show Log'
  const choice = await window.showErrorMessage("Rehearsal's language server did not start.", show)
  if (choice === show) log.show()
}
