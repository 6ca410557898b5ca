import {
  type Connection,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver'
import { isRefusal } from '../evaluator/dialect.ts'
import type { Problem } from '../evaluator/problem.ts'
import { provideCompletion } from './completion.ts'
import { provideDefinition, provideReferences } from './definition.ts'
import { type LinkContext, provideDocumentLinks, provideNamedFile } from './documentLinks.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { eventLocations } from './eventLocations.ts'
import { provideFolding } from './folding.ts'
import { provideHover } from './hover.ts'
import { completeHover } from './hoverParts.ts'
import { provideInlayHints } from './inlayHints.ts'
import { type AskEvents, lastEventsAt } from './lastEvents.ts'
import { prepareRename, provideRename } from './rename.ts'
import type { SeenInLog } from './seenInLog.ts'
import { provideSelectionRanges } from './selectionRanges.ts'
import { provideSemanticTokens, semanticTokensLegend } from './semanticTokens.ts'
import { type EditorHabits, habitsOf } from './startOptions.ts'
import { flatSymbols, provideDocumentSymbols, provideWorkspaceSymbols } from './symbols.ts'
import type { Workspace } from './workspace.ts'

/** How many of a rule's events references lead to. */
const mostEvents = 20

interface Parts {
  readonly documentAt: (uri: string) => Promise<OpenDocument | null>
  readonly documents: Documents
  readonly workspace: Workspace
  readonly seen: SeenInLog
  /** What lints have found in a document. */
  readonly thought: (document: OpenDocument) => readonly Problem[]
  readonly events: AskEvents
}

/** The language features beside diagnostics and actions: which request goes to which function. */
export class Features {
  private habits: EditorHabits = habitsOf(null)
  private readonly connection: Connection
  private readonly parts: Parts

  constructor(connection: Connection, parts: Parts) {
    this.connection = connection
    this.parts = parts
    this.listen()
  }

  /** What the server offers to this client. */
  initialize(params: InitializeParams): Partial<ServerCapabilities> {
    this.habits = habitsOf(params)
    const own = !this.habits.redHatYaml
    return {
      completionProvider: { triggerCharacters: [' ', ':', '"', '.', '{', '-', '#'] },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: this.habits.preparesRename ? { prepareProvider: true } : true,
      workspaceSymbolProvider: true,
      documentLinkProvider: {},
      inlayHintProvider: true,
      semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true },
      ...(own ? { documentSymbolProvider: true, foldingRangeProvider: true, selectionRangeProvider: true } : {}),
    }
  }

  private listen(): void {
    const { connection } = this
    const { documents, workspace, seen } = this.parts
    connection.onCompletion(
      this.guard('completion', (document, { position }) =>
        provideCompletion(
          document,
          { documents, seen, paths: workspace.paths, folders: workspace.folders, snippets: this.habits.snippets },
          position,
        ),
      ),
    )
    connection.onHover(
      this.guard('hover', (document, { position }) => {
        const { severity } = workspace.settings.diagnostics
        const context = { thought: this.parts.thought(document), severity, events: this.parts.events }
        return completeHover(provideHover(document, documents, position), document, position, context)
      }),
    )
    connection.onDefinition(
      this.guard(
        'definition',
        async (document, { position }) =>
          provideDefinition(document, await workspace.all(), position) ??
          provideNamedFile(document, position, this.linkContext()),
      ),
    )
    connection.onReferences(
      this.guard('references', async (document, { position, context }) => {
        const named = provideReferences(document, await workspace.all(), position, context.includeDeclaration)
        if (named === null || !this.habits.opensEvents) return named
        const offset = document.text.offsetAt(position)
        return [...named, ...eventLocations(await lastEventsAt(document, offset, this.parts.events, mostEvents))]
      }),
    )
    connection.onPrepareRename(
      this.guard('prepareRename', (document, { position }) => prepareRename(document, position)),
    )
    connection.onRenameRequest(
      this.guard('rename', async (document, { position, newName }) => {
        const edit = provideRename(document, await workspace.all(), position, newName)
        if (edit !== null && isRefusal(edit)) throw new ResponseError(LSPErrorCodes.RequestFailed, edit.message)
        return edit
      }),
    )
    connection.onWorkspaceSymbol(({ query }) =>
      this.logged('workspaceSymbol', async () => provideWorkspaceSymbols(await workspace.all(), query)),
    )
    connection.onDocumentLinks(
      this.guard('documentLink', (document) => provideDocumentLinks(document, this.linkContext())),
    )
    connection.languages.inlayHint.on(
      this.guard('inlayHint', (document, { range }) =>
        provideInlayHints(document, { documents, seen, drawsResults: this.habits.drawsResults }, range),
      ),
    )
    this.listenToStructure()
  }

  private linkContext(): LinkContext {
    return { folders: this.parts.workspace.folders, trusted: this.habits.trusted }
  }

  /** What Red Hat's YAML extension shows as well is left to it where it is there. */
  private listenToStructure(): void {
    const { connection } = this
    connection.onDocumentSymbol(
      this.guard('documentSymbol', (document) => {
        const symbols = this.habits.redHatYaml ? null : provideDocumentSymbols(document)
        return symbols === null || this.habits.symbolTree ? symbols : flatSymbols(document.uri, symbols)
      }),
    )
    connection.onFoldingRanges(
      this.guard('foldingRange', (document) => (this.habits.redHatYaml ? null : provideFolding(document))),
    )
    connection.onSelectionRanges(
      this.guard('selectionRange', (document, { positions }) =>
        this.habits.redHatYaml ? null : provideSelectionRanges(document, positions),
      ),
    )
    // The library's types want tokens; the protocol, and an editor with a grammar of its own, want null.
    connection.onRequest(
      'textDocument/semanticTokens/full',
      this.guard('semanticTokens', (document) => provideSemanticTokens(document)),
    )
    connection.onRequest(
      'textDocument/semanticTokens/range',
      this.guard('semanticTokens', (document, { range }: Ranged) => provideSemanticTokens(document, range)),
    )
  }

  /** One guard for all: a fault is logged and answered with null; the server goes on. */
  private guard<P extends { textDocument: { uri: string } }, R>(
    feature: string,
    provide: (document: OpenDocument, params: P) => R | Promise<R>,
  ) {
    return (params: P): Promise<R | null> =>
      this.logged(feature, async () => {
        const document = await this.parts.documentAt(params.textDocument.uri)
        return document && provide(document, params)
      })
  }

  /** A refusal is the client's to show; whatever else goes wrong is logged and answered with null. */
  private async logged<R>(feature: string, answer: () => Promise<R>): Promise<R | null> {
    try {
      return await answer()
    } catch (error) {
      if (error instanceof ResponseError) throw error
      this.connection.console.error(`${feature}: ${error instanceof Error ? error.stack : String(error)}`)
      return null
    }
  }
}

interface Ranged {
  readonly textDocument: { readonly uri: string }
  readonly range: Parameters<typeof provideSemanticTokens>[1]
}
