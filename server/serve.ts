import {
  type CodeActionParams,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver'
import { codeActionKinds, provideCodeActions } from './codeActions.ts'
import { provideCodeLenses } from './codeLens.ts'
import { serverCommands } from './commands.ts'
import { serveCustomRequests } from './custom.ts'
import { DiagnosticsService } from './diagnosticsService.ts'
import { Documents, type OpenDocument, pathOf } from './documents.ts'
import { Features } from './features.ts'
import { FiredInLog } from './firedInLog.ts'
import { LogViews } from './logViews.ts'
import { LongReads } from './longReads.ts'
import { ParentWatch } from './parentWatch.ts'
import { Replays } from './replay.ts'
import { SeenInLog } from './seenInLog.ts'
import { Shadow } from './shadow.ts'
import { textSnapshots } from './textSnapshot.ts'
import { Workspace } from './workspace.ts'

/** Joins the features to a connection: which request goes to which function, and nothing else. */
export function serve(connection: Connection): void {
  const texts = new TextDocuments(textSnapshots)
  const documents: Documents = new Documents(
    (path) => workspace.dialectFor(path),
    (path, before) => workspace.namedBy(path, before),
  )
  const workspace: Workspace = new Workspace(connection, documents)
  const seen = new SeenInLog(() => workspace.settings.toolNames)
  const shadow = new Shadow(connection, workspace, seen)
  const logViews = new LogViews(connection, shadow)
  const reads = new LongReads(documents, texts)
  const replays = new Replays(connection, workspace, documents, (uri) => documentAt(uri))
  const diagnostics = new DiagnosticsService(connection, documents, texts, reads, () => workspace.settings)

  const fired = new FiredInLog(
    (policyFile) => shadow.firedRules(policyFile),
    () => diagnostics.again(),
  )
  shadow.recorded = () => fired.recorded()
  diagnostics.facts = (document) => {
    const { 'never-fired': wanted = 'off' } = workspace.settings.diagnostics.severity
    return wanted === 'off' ? [] : fired.problems(document)
  }

  const documentAt = async (uri: string): Promise<OpenDocument | null> => {
    await reads.settled(uri)
    const text = texts.get(uri)
    return text ? documents.update(text) : null
  }

  workspace.current = documentAt
  workspace.textAt = (path) => {
    for (const text of texts.all()) if (pathOf(text.uri) === path) return text.getText()
    return undefined
  }

  const parents = new ParentWatch((uri) => {
    diagnostics.parentChanged(uri)
    replays.changed(uri)
    workspace.changed(uri)
  })
  documents.calledFor = (uri, paths) => parents.follow(uri, paths)
  /** Documents that call for the one at `uri` see it as it stands in the editor. */
  const tellChildren = (uri: string) => {
    for (const child of parents.followersOf(pathOf(uri))) parents.changed(child)
  }

  /** One guard for all: a fault is logged and answered with null; the server goes on. */
  const guard = <P extends { textDocument: { uri: string } }, R>(
    feature: string,
    provide: (document: OpenDocument, params: P) => R | Promise<R>,
  ) => {
    return async (params: P): Promise<R | null> => {
      try {
        const document = await documentAt(params.textDocument.uri)
        return document && (await provide(document, params))
      } catch (error) {
        connection.console.error(`${feature}: ${error instanceof Error ? error.stack : String(error)}`)
        return null
      }
    }
  }

  const features = new Features(connection, {
    documentAt,
    documents,
    workspace,
    seen,
    thought: (document) => diagnostics.thought(document),
    events: (rule, limit) => shadow.lastEvents(rule, limit),
  })

  connection.onInitialize((params) => {
    workspace.initialize(params)
    diagnostics.initialize(params)
    replays.initialize(params)
    return capabilities(params, features.initialize(params))
  })
  workspace.configured = () => diagnostics.again()
  workspace.opening = () => reads.allSettled()
  const { promise: started, resolve: begin } = Promise.withResolvers<void>()
  connection.onInitialized(() => {
    const start = workspace.start().then(() => {
      shadow.start()
      replays.start()
      workspace.replayChosen = () => replays.restart()
      workspace.logChosen = () => {
        shadow.restart()
        replays.restart()
      }
    })
    void start.finally(begin)
  })
  connection.onShutdown(() => {
    diagnostics.stop()
    shadow.stop()
    fired.stop()
    parents.stop()
    replays.stop()
    logViews.stop()
  })

  texts.onDidChangeContent(({ document }) => {
    diagnostics.changed(document)
    workspace.changed(document.uri)
    replays.changed(document.uri)
    tellChildren(document.uri)
  })
  texts.onDidSave(({ document }) => replays.saved(document.uri))
  texts.onDidClose(({ document }) => {
    documents.close(document.uri)
    diagnostics.closed(document.uri)
    replays.closed(document.uri)
    workspace.changed(document.uri)
    tellChildren(document.uri)
  })

  connection.onCodeLens(
    guard('codeLens', async (document) => {
      const lenses = provideCodeLenses(document)
      return lenses && [...(await replays.lenses(document)), ...lenses]
    }),
  )
  connection.onCodeAction(
    guard('codeAction', (document, params: CodeActionParams) =>
      provideCodeActions(document, params, diagnostics.thought(document), diagnostics.options),
    ),
  )
  serveCustomRequests(connection, { documentAt, documents, workspace, shadow, replays, logViews, started })
  texts.listen(connection)
}

function capabilities(params: InitializeParams, features: Partial<ServerCapabilities>): InitializeResult {
  const pulls = params.capabilities.textDocument?.diagnostic !== undefined
  return {
    serverInfo: { name: 'rehearsal' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: [...codeActionKinds] },
      ...features,
      executeCommandProvider: { commands: [...serverCommands] },
      ...(pulls ? { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } } : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  }
}
